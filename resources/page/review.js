// What the service says of a recording before a voice is made of it.

import { element, secondsWords } from "./dom.js";

const VERDICTS = {
  ok: "Good: a voice can be made of it.",
  warn: "Usable: a voice can be made of it, though something could be better.",
  fail: "Not usable: no voice can be made of it.",
};
const WORDS = { ok: "Good", warn: "Could be better", fail: "Not usable" };

/** Show a review in `box`. */
export function showReview(box, review) {
  const verdict = element("p", { className: `verdict is-${review.verdict}` }, VERDICTS[review.verdict]);
  const length = element("p", { className: "muted" }, lengths(review));
  const loud = review.findings.filter((finding) => finding.severity !== "ok");
  const quiet = review.findings.filter((finding) => finding.severity === "ok");
  const notes = review.notes.map((note) => element("p", { className: "muted" }, note));
  box.replaceChildren(verdict, length, ...notes, listed(loud), passed(quiet));
  box.hidden = false;
}

const lengths = (review) => `${secondsWords(review.seconds)}, ${secondsWords(review.speech_seconds)} of it speech.`;

function passed(findings) {
  const summary = element("summary", {}, `${findings.length} checks passed`);
  return element("details", { hidden: !findings.length }, summary, listed(findings));
}

function listed(findings) {
  return element("ul", { hidden: !findings.length }, ...findings.map(finding));
}

function finding({ check, severity, message }) {
  const mark = element("strong", { className: `is-${severity}` }, `${WORDS[severity]}: `);
  const name = check.charAt(0).toUpperCase() + check.slice(1).replaceAll("_", " ");
  return element("li", {}, mark, element("span", {}, `${name}. `), message);
}
