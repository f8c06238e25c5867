// Makes a voice: recordings, what the service says of them, whose they are, and the work itself.

import { byId, element, setSound, showError } from "./dom.js";
import { languageName, onLanguage, say, secondsWords, tag, tr } from "./language.js";
import { Recorder } from "./recorder.js";
import { showReview } from "./review.js";
import { ask, askJson } from "./service.js";
import { useVoice } from "./speak.js";
import { showVoices } from "./voices.js";

const WANTED_S = 20;
const MOST_S = 120;
const ASK_AGAIN_MS = 700;
const FLOOR_DB = -60;
const CANCELLED = () => tr("Cancelled. Nothing was kept.");
const NOTHING = () => "";
const errorBox = byId("clone-error");
const recordState = byId("record-state");
let tags = [];
let recordings = [];
let recorder = null;
let recorded = null;
let reviewed = 0;
let stopMaking = () => {};

export function startCloning() {
  byId("clone-files").addEventListener("change", (event) => take([...event.target.files]));
  byId("record-start").addEventListener("click", record);
  byId("record-stop").addEventListener("click", endRecording);
  byId("clone-form").addEventListener("submit", make);
  byId("clone-form").addEventListener("change", showSpeakerField);
  byId("clone-stop").addEventListener("click", cancel);
  takeDrops(byId("drop"));
  onLanguage(sayAgain);
}

/** The languages that can be chosen: what the engines speak. */
export function offerLanguages(models) {
  tags = [...new Set(["en", ...models.flatMap((model) => model.languages)])];
  const own = tag().split("-")[0];
  fillLanguages(tags.includes(own) ? own : "en");
}

function fillLanguages(chosen) {
  // an engine's own names of dialects say nothing to most people
  const named = tags.map((code) => [languageName(code), code]).filter(([name, code]) => name !== code);
  const sorted = named.sort(([one], [other]) => one.localeCompare(other, tag()));
  byId("clone-language").replaceChildren(...sorted.map(([name, code]) => new Option(name, code, code === chosen, code === chosen)));
}

/** What the service and the browser said, in the language that was just chosen. */
async function sayAgain() {
  fillLanguages(byId("clone-language").value);
  if (!byId("review").hidden) await judge();
}

function takeDrops(zone) {
  const mark = (isOver) => (event) => {
    event.preventDefault();
    zone.classList.toggle("over", isOver);
  };
  zone.addEventListener("dragover", mark(true));
  zone.addEventListener("dragleave", mark(false));
  zone.addEventListener("drop", (event) => {
    mark(false)(event);
    take([...event.dataTransfer.files]);
  });
}

/** Have these recordings judged. */
async function take(files) {
  recordings = files;
  byId("review").hidden = true;
  showError(errorBox, null);
  if (!files.length) {
    reviewed++;
    return;
  }
  setSound(byId("clone-heard"), files[0]);
  const names = () => files.map((file) => (file === recorded ? tr("your recording") : file.name)).join(", ");
  say(recordState, () => tr("Judging {names} …", { names: names() }));
  if (await judge()) say(recordState, () => tr("Judged: {names}.", { names: names() }));
}

/** Show what the service says of the recordings; false if others came meanwhile. */
async function judge() {
  const mine = ++reviewed;
  try {
    const review = await askJson("v1/audio/reviews", { method: "POST", body: form({ language: byId("clone-language").value }) });
    if (mine === reviewed) showReview(byId("review"), review);
  } catch (error) {
    if (mine === reviewed) showError(errorBox, error);
  }
  return mine === reviewed;
}

function form(fields) {
  const sent = new FormData();
  Object.entries(fields).forEach(([key, value]) => sent.append(key, value));
  recordings.forEach((file) => sent.append("audio_sample", file, file.name));
  return sent;
}

async function record() {
  showError(errorBox, null);
  setRecording(true);
  try {
    await showScript();
    const beginning = new Recorder();
    await beginning.start(showSound);
    recorder = beginning;
    say(recordState, () => tr("Recording. Read the text aloud."));
  } catch (error) {
    setRecording(false);
    showError(errorBox, error);
  }
}

async function showScript() {
  const script = await askJson(`v1/audio/scripts?${new URLSearchParams({ language: byId("clone-language").value })}`);
  byId("script-title").textContent = script.title;
  byId("script-text").lang = script.language;
  byId("script-text").replaceChildren(...script.sentences.map((sentence) => element("p", {}, sentence)));
}

function showSound(counter) {
  byId("record-level").value = Math.max(FLOOR_DB, counter.levelDb);
  const values = { counted: secondsWords(Math.min(counter.speechS, WANTED_S)), wanted: WANTED_S };
  const isEnough = counter.speechS >= WANTED_S;
  byId("record-words").textContent = isEnough
    ? tr("{counted} of {wanted}\u00a0s of speech: enough. Stop when the sentence is over.", values)
    : tr("{counted} of {wanted}\u00a0s of speech", values);
  if (counter.totalS >= MOST_S) endRecording();
}

async function endRecording() {
  const ending = recorder;
  recorder = null;
  if (!ending) return;
  recorded = await ending.stop();
  setRecording(false);
  byId("clone-files").value = "";
  await take([recorded]);
}

function setRecording(isOn) {
  byId("record-now").hidden = !isOn;
  byId("record-start").disabled = isOn;
  byId("record-stop").disabled = !isOn;
  byId(isOn ? "record-stop" : "record-start").focus();
  say(recordState, isOn ? () => tr("Waiting for the microphone …") : NOTHING);
}

function showSpeakerField() {
  const isGiven = byId("clone-form").elements.consent.value === "given";
  byId("clone-given").hidden = !isGiven;
  byId("clone-speaker").required = isGiven;
}

async function make(event) {
  event.preventDefault();
  showError(errorBox, null);
  if (!recordings.length) {
    showError(errorBox, { message: tr("There is no recording yet."), hint: tr("Choose a file, or record one.") });
    return;
  }
  const sending = new AbortController();
  stopMaking = () => sending.abort();
  setMaking(true);
  try {
    await watch(await askJson("v1/audio/voices", { method: "POST", body: form(stated()), signal: sending.signal }));
  } catch (error) {
    const isStopped = error.name === "AbortError";
    if (!isStopped) showError(errorBox, error);
    say(byId("clone-state"), isStopped ? CANCELLED : NOTHING);
  } finally {
    setMaking(false);
  }
}

function stated() {
  const consent = byId("clone-form").elements.consent.value;
  return {
    name: byId("clone-name").value.trim(),
    language: byId("clone-language").value,
    transcript: byId("clone-words").value.trim(),
    consent,
    speaker: consent === "given" ? byId("clone-speaker").value.trim() : "",
    background: "true",
  };
}

/** Follow the work until it is over. */
async function watch(begun) {
  const job = begun.job_id;
  stopMaking = () => ask(`v1/jobs/${job}`, { method: "DELETE" });
  let now = begun;
  while (now.state === "running") {
    showProgress(now);
    await new Promise((wait) => setTimeout(wait, ASK_AGAIN_MS));
    now = await askJson(`v1/jobs/${job}`);
  }
  if (now.state === "failed") throw now.error.error;
  say(byId("clone-state"), now.state === "succeeded" ? () => tr("“{name}” is ready.", { name: now.voice.name }) : CANCELLED);
  if (now.state === "succeeded") await finish(now.voice);
}

async function finish(voice) {
  byId("clone-form").reset();
  showSpeakerField();
  byId("clone-files").value = "";
  recordings = [];
  byId("review").hidden = true;
  byId("clone-heard").hidden = true;
  say(recordState, NOTHING);
  byId("voices-search").value = "";
  await showVoices();
  useVoice(voice.voice_id);
}

function showProgress({ stage, fraction }) {
  const bar = byId("clone-progress");
  if (fraction === null) bar.removeAttribute("value");
  else bar.value = fraction;
  const words = tr("{stage} …", { stage });
  if (byId("clone-state").textContent !== words) say(byId("clone-state"), () => words);
}

async function cancel() {
  say(byId("clone-state"), () => tr("Cancelling …"));
  try {
    await stopMaking();
  } catch (error) {
    showError(errorBox, error);
  }
}

function setMaking(isOn) {
  byId("clone-now").hidden = !isOn;
  byId("clone-start").disabled = isOn;
  byId("clone-stop").disabled = !isOn;
  if (isOn) {
    say(byId("clone-state"), () => tr("Sending the recording …"));
    byId("clone-progress").removeAttribute("value");
    byId("clone-stop").focus();
  }
}
