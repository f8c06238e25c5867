// The library: searched, heard, measured, deleted.

import { byId, element, showError } from "./dom.js";
import { inDays, inFigures, languageName, onLanguage, say, tr } from "./language.js";
import { askUser } from "./question.js";
import { ask, askJson } from "./service.js";
import { offerVoices, useVoice } from "./speak.js";

const WAIT_MS = 250;
const MOST = 200;
const list = byId("voices-list");
const count = byId("voices-count");
const errorBox = byId("voices-error");
const player = new Audio();
let asked = 0;
let waiting = 0;

export function startVoices() {
  byId("voices-search").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(showVoices, WAIT_MS);
  });
  onLanguage(() => byId("work").hidden || showVoices());
}

/** Look the voices up anew. */
export async function showVoices() {
  const mine = ++asked;
  const query = byId("voices-search").value.trim();
  try {
    const found = await askJson(`v1/audio/voices?${new URLSearchParams({ query, limit: MOST })}`);
    if (mine !== asked) return; // somebody typed on
    showError(errorBox, null);
    fill(found, query);
    if (!query) offerVoices(found.voices);
  } catch (error) {
    if (mine === asked) showError(errorBox, error);
  }
}

function fill(found, query) {
  list.replaceChildren(...found.voices.map(row));
  say(count, () => countWords(found, query));
  byId("voices-none").hidden = found.voices.length > 0;
  say(byId("voices-none"), () => (query ? tr("No voice fits these words.") : tr("There is no voice yet. Make one under “New voice”.")));
}

function countWords(found, query) {
  const values = { count: inFigures(found.count), quota: inFigures(found.quota) };
  const isFull = found.count >= found.quota;
  const quota = isFull ? tr("{count} of {quota} voices: delete one before you make another.", values) : tr("{count} of {quota} voices.", values);
  if (query) return tr("{number} found; {quota}", { number: inFigures(found.voices.length), quota });
  return found.voices.length === MOST ? tr("the {most} used last; {quota}", { most: inFigures(MOST), quota }) : quota;
}

function row(voice) {
  const about = element("p", { className: "muted" }, aboutWords(voice));
  const outcome = element("p", {}, scoreWords(voice.scorecard));
  outcome.setAttribute("role", "status");
  const item = element("li", {}, element("h3", {}, voice.name), about, outcome);
  const { name } = voice;
  item.append(
    element(
      "div",
      { className: "buttons" },
      action({ title: tr("Use"), label: tr("Use {name}", { name }) }, () => useVoice(voice.voice_id)),
      action({ title: tr("Listen"), label: tr("Listen {name}", { name }), busy: tr("Making …") }, () => listen(voice)),
      action({ title: tr("Measure"), label: tr("Measure {name}", { name }), busy: tr("Measuring …") }, () => measure(voice, outcome)),
      action({ title: tr("Delete…"), label: tr("Delete {name}", { name }), className: "danger" }, () => remove(voice)),
    ),
  );
  return item;
}

function aboutWords(voice) {
  const parts = [languageName(voice.language), tr("made {when}", { when: inDays(new Date(voice.created_at)) })];
  return [...parts, ...voice.state_reasons].join(" · ");
}

function scoreWords(card) {
  if (!card) return "";
  return tr("Score {score}: {sentence}", { score: inFigures(card.score), sentence: card.sentence.replace(/[.。]?$/, tr(".")) });
}

/** A button that is busy as long as its work is. */
function action({ title, label, busy = title, className = "" }, work) {
  const button = element("button", { type: "button", className }, title);
  button.setAttribute("aria-label", label);
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-busy") === "true") return;
    showError(errorBox, null);
    button.setAttribute("aria-busy", "true");
    button.textContent = busy;
    try {
      await work();
    } catch (error) {
      showError(errorBox, error);
    } finally {
      button.removeAttribute("aria-busy");
      button.textContent = title;
    }
  });
  return button;
}

const path = (voice, more = "") => `v1/audio/voices/${encodeURIComponent(voice.voice_id)}${more}`;

async function listen(voice) {
  const answer = await ask(path(voice, "/audition"));
  if (player.src) URL.revokeObjectURL(player.src);
  player.src = URL.createObjectURL(await answer.blob());
  await player.play();
}

async function measure(voice, outcome) {
  const done = await askJson(path(voice, "/score"), { method: "POST" });
  outcome.textContent = [scoreWords(done.scorecard), ...done.notes].join(" ");
}

async function remove(voice) {
  const words = tr("It goes to the trash of the program, from where it can be brought back for a while.");
  if (!(await askUser(tr("Delete “{name}”?", { name: voice.name }), words))) return;
  await ask(path(voice), { method: "DELETE" });
  await showVoices();
  byId("voices-search").focus();
}
