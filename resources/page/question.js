// Asks before something is lost.

import { byId } from "./dom.js";

/** Whether the user says yes; Escape and the other button say no. */
export function askUser(title, words) {
  const dialog = byId("question");
  byId("question-title").textContent = title;
  byId("question-words").textContent = words;
  dialog.returnValue = "";
  dialog.showModal();
  byId("question-no").focus();
  byId("question-yes").onclick = () => dialog.close("yes");
  byId("question-no").onclick = () => dialog.close("");
  return new Promise((answered) => {
    dialog.addEventListener("close", () => answered(dialog.returnValue === "yes"), { once: true });
  });
}
