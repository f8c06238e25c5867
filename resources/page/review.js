// What the service says of a recording before a voice is made of it.

import { element } from "./dom.js";
import { secondsWords, tr, trMany } from "./language.js";

const VERDICTS = {
  ok: () => tr("Good: a voice can be made of it."),
  warn: () => tr("Usable: a voice can be made of it, though something could be better."),
  fail: () => tr("Not usable: no voice can be made of it."),
};
const FINDINGS = { ok: () => tr("Good: "), warn: () => tr("Could be better: "), fail: () => tr("Not usable: ") };

/** Show a review in `box`. */
export function showReview(box, review) {
  const verdict = element("p", { className: `verdict is-${review.verdict}` }, VERDICTS[review.verdict]());
  const length = element("p", { className: "muted" }, lengths(review));
  const loud = review.findings.filter((finding) => finding.severity !== "ok");
  const quiet = review.findings.filter((finding) => finding.severity === "ok");
  const notes = review.notes.map((note) => element("p", { className: "muted" }, note));
  box.replaceChildren(verdict, length, ...notes, listed(loud), passed(quiet));
  box.hidden = false;
}

const lengths = (review) =>
  tr("{whole}, {speech} of it speech.", { whole: secondsWords(review.seconds), speech: secondsWords(review.speech_seconds) });

function passed(findings) {
  const summary = element("summary", {}, trMany("{number} check passed", "{number} checks passed", findings.length));
  return element("details", { hidden: !findings.length }, summary, listed(findings));
}

function listed(findings) {
  return element("ul", { hidden: !findings.length }, ...findings.map(finding));
}

function finding({ title, severity, message }) {
  const mark = element("strong", { className: `is-${severity}` }, FINDINGS[severity]());
  return element("li", {}, mark, element("span", {}, tr("{check}. ", { check: title })), message);
}
