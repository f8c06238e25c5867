// Counts how much of a recording is speech, roughly: what is clearly louder than the quietest moments of it.
// The review that follows listens closely; this only says when there is enough to stop.

const FRAME_S = 0.02;
const ABOVE_FLOOR_DB = 9;
const QUIETEST_DB = -55;
const FLOOR_RISE_DB_PER_S = 1;
const SILENCE_DB = -90;

export class SpeechCounter {
  #frame;
  #filled = 0;
  #floorDb = -40;

  constructor(sampleRate) {
    this.#frame = new Float32Array(Math.round(sampleRate * FRAME_S));
    this.speechS = 0;
    this.totalS = 0;
    this.levelDb = SILENCE_DB;
  }

  push(samples) {
    for (const value of samples) {
      this.#frame[this.#filled++] = value;
      if (this.#filled === this.#frame.length) this.#count();
    }
  }

  #count() {
    const power = this.#frame.reduce((sum, value) => sum + value * value, 0) / this.#frame.length;
    this.#filled = 0;
    this.levelDb = Math.max(SILENCE_DB, 10 * Math.log10(power + 1e-12));
    this.#floorDb = Math.min(this.levelDb, this.#floorDb + FLOOR_RISE_DB_PER_S * FRAME_S);
    this.totalS += FRAME_S;
    if (this.levelDb > Math.max(QUIETEST_DB, this.#floorDb + ABOVE_FLOOR_DB)) this.speechS += FRAME_S;
  }
}
