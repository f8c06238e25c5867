// Says a text; the sound begins as soon as the first of it is there.

import { byId, download, setSound, showError } from "./dom.js";
import { inFigures, say, secondsWords, tr } from "./language.js";
import { ServiceError, asJson, ask } from "./service.js";
import { PlayedStream, floatsOf, wavOf } from "./sound.js";

const RATE_HZ = 24_000;
const form = byId("speak-form");
const state = byId("speak-state");
const errorBox = byId("speak-error");
const STOPPED = () => tr("Stopped.");
const NOTHING = () => "";
let said = null; // what is to be downloaded: the same again, as a file
let stop = () => {};

export function startSpeaking() {
  form.addEventListener("submit", speak);
  byId("speak-stop").addEventListener("click", () => stop());
  byId("speak-save").addEventListener("click", save);
  byId("speak-speed").addEventListener("input", showSpeed);
  showSpeed();
}

/** The voices that can be chosen. */
export function offerVoices(voices) {
  const field = byId("speak-voice");
  const chosen = field.value;
  field.replaceChildren(...voices.map((voice) => new Option(voice.name, voice.voice_id)));
  if (voices.some((voice) => voice.voice_id === chosen)) field.value = chosen;
  if (voices.length) return;
  const none = new Option("", "");
  field.replaceChildren(none);
  say(none, () => tr("There is no voice yet"));
}

/** Choose a voice, and lead to the text. */
export function useVoice(id) {
  byId("speak-voice").value = id;
  byId("speak-text").focus();
}

function showSpeed() {
  say(byId("speak-speed-words"), () => `${inFigures(Number(byId("speak-speed").value), 1)} ×`);
}

function wanted() {
  const fields = { voice: byId("speak-voice").value, input: byId("speak-text").value };
  return { ...fields, speed: Number(byId("speak-speed").value), seed: Math.floor(Math.random() * 2 ** 31) };
}

async function speak(event) {
  event.preventDefault();
  const asking = new AbortController();
  const sound = new PlayedStream(RATE_HZ);
  said = wanted();
  stop = () => {
    asking.abort();
    sound.stop();
  };
  begin(() => tr("Waiting for the first sound …"));
  try {
    await hear(sound, asking.signal);
    showMade(sound);
    await Promise.race([sound.heard(), aborted(asking.signal)]);
    end(asking.signal.aborted ? STOPPED : () => tr("{length} of speech.", { length: secondsWords(sound.seconds) }));
  } catch (error) {
    sound.stop();
    const isStopped = error.name === "AbortError";
    if (!isStopped) showError(errorBox, error);
    end(isStopped ? STOPPED : NOTHING);
  }
}

async function hear(sound, signal) {
  const request = asJson({ ...said, response_format: "pcm", stream_format: "sse" });
  const answer = await ask("v1/audio/speech", { ...request, signal });
  for await (const event of eventsOf(answer.body)) {
    if (event.type === "error") throw new ServiceError(event.error.message, event.error);
    if (event.type !== "speech.audio.delta") continue;
    sound.push(floatsOf(Uint8Array.from(atob(event.audio), (letter) => letter.charCodeAt(0))));
    say(state, () => tr("Speaking …"));
  }
}

/** The events of a stream: one JSON object for each line of data. */
async function* eventsOf(stream) {
  let rest = "";
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const events = (rest + read.value).split("\n\n");
    rest = events.pop();
    for (const event of events) yield JSON.parse(event.slice("data: ".length));
  }
}

const aborted = (signal) => new Promise((done) => signal.addEventListener("abort", done, { once: true }));

function showMade(sound) {
  setSound(byId("speak-again"), wavOf(sound.parts, sound.sampleRate));
  byId("speak-made").hidden = false;
}

async function save() {
  const format = byId("speak-format").value;
  const asking = new AbortController();
  stop = () => asking.abort();
  begin(() => tr("Making the file …"));
  try {
    const answer = await ask("v1/audio/speech", { ...asJson({ ...said, response_format: format }), signal: asking.signal });
    download(await answer.blob(), `speech.${format}`);
    end(() => tr("The file was handed to the browser."));
  } catch (error) {
    const isStopped = error.name === "AbortError";
    if (!isStopped) showError(errorBox, error);
    end(isStopped ? STOPPED : NOTHING);
  }
}

function begin(words) {
  showError(errorBox, null);
  say(state, words);
  setBusy(true);
}

function end(words) {
  say(state, words);
  setBusy(false);
}

function setBusy(isBusy) {
  const hadFocus = document.activeElement;
  byId("speak-start").disabled = isBusy;
  byId("speak-save").disabled = isBusy;
  byId("speak-stop").disabled = !isBusy;
  // a button that is switched off loses the focus, and a keyboard its place
  if (isBusy && hadFocus === byId("speak-start")) byId("speak-stop").focus();
  if (!isBusy && hadFocus === byId("speak-stop")) byId("speak-start").focus();
}
