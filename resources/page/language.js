// The language of the page: the one that was chosen here, else the browser's. English stands in the page and in its
// scripts; `texts.de.json` and the like hold the translations of that.

import { byId } from "./dom.js";

const KEPT = "voicecloner-language";
const ENGLISH = "en";
/** Each called as those call it who speak it, with its tag. */
const LANGUAGES = { en: ["English", "en"], de: ["Deutsch", "de"], es: ["Español", "es"], fr: ["Français", "fr"], zh: ["中文", "zh-Hans"] };
const TRADITIONAL = /^zh-(hant|tw|hk|mo)/i;
/** What was said, and how it is said again in another language. */
const saidIn = new Map();
const waiting = [];
let language = ENGLISH;
let texts = {};

/** The tag that is asked for answers in. */
export const tag = () => LANGUAGES[language][1];

/** A text in the language of the page; values are put into its fields, such as `{name}`. */
export function tr(text, values = {}) {
  return (texts[text] ?? text).replace(/\{(\w+)\}/g, (field, name) => values[name] ?? field);
}

/** One of two texts, as a number of things asks for it; it is put into their field `{number}`. */
export function trMany(one, many, number, values = {}) {
  const isOne = new Intl.PluralRules(tag()).select(number) === "one";
  return tr(isOne ? one : many, { number: inFigures(number), ...values });
}

/** Write `words()` into a node, now and whenever another language is chosen. */
export function say(node, words) {
  saidIn.set(node, words);
  node.textContent = words();
}

/** Do this whenever another language is chosen. */
export const onLanguage = (work) => waiting.push(work);

/** A number as it is written in the language, and in what the service says. */
export function inFigures(number, decimals = 0) {
  return new Intl.NumberFormat(tag(), { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(number);
}

/** A day as it is written where the user lives. */
export const inDays = (date) => new Intl.DateTimeFormat(place()).format(date);

/** A length as the program says it: cut after one decimal. */
export const secondsWords = (seconds) => tr("{seconds}\u00a0s", { seconds: inFigures(Math.floor(seconds * 10) / 10, 1) });

/** The name of a language. */
export function languageName(code) {
  const name = new Intl.DisplayNames([tag()], { type: "language", fallback: "code" });
  try {
    return name.of(code);
  } catch {
    return code;
  }
}

/** Show the page in its language, and let another one be chosen. */
export async function startLanguage() {
  const field = byId("language");
  field.replaceChildren(...Object.entries(LANGUAGES).map(([code, [name]]) => Object.assign(new Option(name, code), { lang: LANGUAGES[code][1] })));
  document.querySelectorAll("[data-tr]").forEach(takeUp);
  await use(kept() ?? wanted());
  field.addEventListener("change", async () => {
    keep(field.value);
    await use(field.value);
    waiting.forEach((work) => work());
  });
}

async function use(chosen) {
  texts = await translations(chosen);
  language = texts ? chosen : ENGLISH;
  texts ??= {};
  document.documentElement.lang = tag();
  byId("language").value = language;
  for (const [node, words] of saidIn) {
    if (!node.isConnected) saidIn.delete(node);
    else if (typeof words === "function") node.textContent = words();
    else words.write();
  }
}

/** None where they do not come: then the page stays English. */
async function translations(chosen) {
  if (chosen === ENGLISH) return {};
  try {
    const answer = await fetch(new URL(`texts.${chosen}.json`, import.meta.url));
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** Note the English of a marked element: of its words, with a field for each element between them, or of an attribute. */
function takeUp(node) {
  const attribute = node.dataset.tr;
  if (attribute) {
    const english = node.getAttribute(attribute);
    saidIn.set(node, { write: () => node.setAttribute(attribute, tr(english)) });
    return;
  }
  const children = [...node.children];
  const parts = [...node.childNodes].map((each) => (each instanceof Element ? `{${children.indexOf(each)}}` : each.data));
  const english = parts.join("").replace(/\s+/g, " ").trim();
  saidIn.set(node, { write: () => node.replaceChildren(...tr(english).split(/\{(\d)\}/).map((part, at) => (at % 2 ? children[part] : part))) });
}

/** The browser's dearest language of those there are. */
function wanted() {
  const known = navigator.languages.filter((each) => !TRADITIONAL.test(each)).map((each) => each.split("-")[0].toLowerCase());
  return known.find((each) => each in LANGUAGES) ?? ENGLISH;
}

/** The language as it is written where the user lives, e.g. `en-GB`. */
function place() {
  return navigator.languages.find((each) => each.split("-")[0].toLowerCase() === language && !TRADITIONAL.test(each)) ?? tag();
}

function kept() {
  try {
    const found = localStorage.getItem(KEPT);
    return found in LANGUAGES ? found : null;
  } catch {
    return null; // the browser keeps nothing for pages
  }
}

function keep(chosen) {
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // then it counts until the page is left
  }
}
