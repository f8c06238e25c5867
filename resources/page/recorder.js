// Records from the browser's microphone, untouched by its own filters.

import { tr } from "./language.js";
import { ServiceError } from "./service.js";
import { wavOf } from "./sound.js";
import { SpeechCounter } from "./speech-counter.js";

const UNTOUCHED = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
const REFUSALS = {
  NotAllowedError: () => tr("The browser may not use the microphone for this page."),
  NotFoundError: () => tr("There is no microphone."),
  NotReadableError: () => tr("Another program uses the microphone."),
};

export class Recorder {
  #parts = [];
  #stream;
  #context;

  /** Begin; `onSound` gets a `SpeechCounter` about twenty times a second. */
  async start(onSound) {
    this.#stream = await microphone();
    this.#context = new AudioContext();
    try {
      await this.#context.audioWorklet.addModule(new URL("recorder-worklet.js", import.meta.url));
    } catch (error) {
      await this.stop();
      throw error;
    }
    const counter = new SpeechCounter(this.#context.sampleRate);
    const node = new AudioWorkletNode(this.#context, "recorder", { numberOfOutputs: 0 });
    node.port.addEventListener("message", ({ data }) => {
      this.#parts.push(data);
      counter.push(data);
      onSound(counter);
    });
    node.port.start();
    new MediaStreamAudioSourceNode(this.#context, { mediaStream: this.#stream }).connect(node);
  }

  /** End; what was recorded, as a WAV file. */
  async stop() {
    this.#stream.getTracks().forEach((track) => track.stop());
    const { sampleRate } = this.#context;
    await this.#context.close();
    return new File([wavOf(this.#parts, sampleRate)], "recording.wav", { type: "audio/wav" });
  }
}

async function microphone() {
  if (!navigator.mediaDevices) {
    const hint = tr("Open the page as http://127.0.0.1 on the computer itself, or over HTTPS.");
    throw new ServiceError(tr("The browser gives no microphone to a page that came unencrypted."), { hint });
  }
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: UNTOUCHED });
  } catch (error) {
    const message = REFUSALS[error.name]?.() ?? tr("The microphone cannot be used.");
    throw new ServiceError(message, { hint: tr("See the browser’s settings for this page.") });
  }
}
