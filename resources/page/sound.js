// Sound as numbers: played while it arrives, and written as WAV.

const AHEAD_S = 0.15;

/** 16-bit little-endian numbers as floats. */
export function floatsOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength >> 1 }, (_, index) => view.getInt16(2 * index, true) / 32768);
}

/** A mono WAV file of 16 bits. */
export function wavOf(parts, sampleRate) {
  const frames = parts.reduce((sum, part) => sum + part.length, 0);
  const view = new DataView(new ArrayBuffer(44 + 2 * frames));
  const text = (at, letters) => [...letters].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + 2 * frames, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, 2 * sampleRate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * frames, true);
  let at = 44;
  for (const part of parts) {
    for (const value of part) {
      view.setInt16(at, Math.round(Math.max(-1, Math.min(1, value)) * 32767), true);
      at += 2;
    }
  }
  return new Blob([view], { type: "audio/wav" });
}

/** Plays pieces one after the other, the first one at once. */
export class PlayedStream {
  #context;
  #nextS = 0;
  #last = Promise.resolve();
  #isStopped = false;

  constructor(sampleRate) {
    this.sampleRate = sampleRate;
    this.parts = [];
    this.#context = new AudioContext({ sampleRate });
  }

  /** How much was given so far. */
  get seconds() {
    return this.parts.reduce((sum, part) => sum + part.length, 0) / this.sampleRate;
  }

  push(samples) {
    if (this.#isStopped || !samples.length) return;
    this.parts.push(samples);
    const buffer = this.#context.createBuffer(1, samples.length, this.sampleRate);
    buffer.copyToChannel(samples, 0);
    const source = new AudioBufferSourceNode(this.#context, { buffer });
    source.connect(this.#context.destination);
    const now = this.#context.currentTime;
    // where speech came too late, a little of it is gathered anew
    const startS = this.#nextS > now ? this.#nextS : now + AHEAD_S;
    this.#nextS = startS + buffer.duration;
    this.#last = new Promise((ended) => source.addEventListener("ended", ended, { once: true }));
    source.start(startS);
  }

  /** Wait until all of it was heard. */
  async heard() {
    await this.#last;
    this.stop();
  }

  stop() {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#context.close();
  }
}
