// The library: searched, heard, measured, deleted.

import { byId, element, languageName, showError } from "./dom.js";
import { askUser } from "./question.js";
import { ask, askJson } from "./service.js";
import { offerVoices, useVoice } from "./speak.js";

const WAIT_MS = 250;
const MOST = 200;
const WAITING = { Listen: "Making …", Measure: "Measuring …" };
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
  const quota = `${found.count} of ${found.quota} voices`;
  const isFull = found.count >= found.quota ? ": delete one before you make another" : "";
  const shown = found.voices.length === MOST ? `the ${MOST} used last; ` : "";
  count.textContent = `${query ? `${found.voices.length} found; ` : shown}${quota}${isFull}.`;
  byId("voices-none").hidden = found.voices.length > 0;
  byId("voices-none").textContent = query ? "No voice fits these words." : "There is no voice yet. Make one under “New voice”.";
}

function row(voice) {
  const about = element("p", { className: "muted" }, aboutWords(voice));
  const outcome = element("p", {}, scoreWords(voice.scorecard));
  outcome.setAttribute("role", "status");
  const item = element("li", {}, element("h3", {}, voice.name), about, outcome);
  const act = (title, work) => action(voice, title, work);
  item.append(
    element(
      "div",
      { className: "buttons" },
      act("Use", () => useVoice(voice.voice_id)),
      act("Listen", () => listen(voice)),
      act("Measure", () => measure(voice, outcome)),
      act("Delete…", () => remove(voice)),
    ),
  );
  return item;
}

function aboutWords(voice) {
  const parts = [languageName(voice.language), `made ${new Date(voice.created_at).toLocaleDateString()}`];
  return [...parts, ...voice.state_reasons].join(" · ");
}

const scoreWords = (card) => (card ? `Score ${Math.round(card.score)}: ${card.sentence.replace(/\.?$/, ".")}` : "");

/** A button that is busy as long as its work is. */
function action(voice, title, work) {
  const button = element("button", { type: "button", className: title.startsWith("Delete") ? "danger" : "" }, title);
  button.setAttribute("aria-label", `${title.replace("…", "")} ${voice.name}`);
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-busy") === "true") return;
    showError(errorBox, null);
    button.setAttribute("aria-busy", "true");
    button.textContent = WAITING[title] ?? title;
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
  const words = "It goes to the trash of the program, from where it can be brought back for a while.";
  if (!(await askUser(`Delete “${voice.name}”?`, words))) return;
  await ask(path(voice), { method: "DELETE" });
  await showVoices();
  byId("voices-search").focus();
}
