// Runs beside the page: hands on what the microphone hears, in pieces of a twentieth of a second.

class Recorder extends AudioWorkletProcessor {
  #piece = new Float32Array(Math.round(sampleRate / 20));
  #filled = 0;

  process([[channel]]) {
    for (const value of channel ?? []) {
      this.#piece[this.#filled++] = value;
      if (this.#filled === this.#piece.length) {
        this.port.postMessage(this.#piece.slice());
        this.#filled = 0;
      }
    }
    return true;
  }
}

registerProcessor("recorder", Recorder);
