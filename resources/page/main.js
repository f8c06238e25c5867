// Begins: with the token from the address, with the one this tab has, or with the question for one.

import { byId, showError } from "./dom.js";
import { askJson, hasToken, keepToken, takeTokenFromAddress } from "./service.js";
import { offerLanguages, startCloning } from "./clone.js";
import { startInterface } from "./interface.js";
import { startLanguage } from "./language.js";
import { startSpeaking } from "./speak.js";
import { showVoices, startVoices } from "./voices.js";

function show(isOpen) {
  byId("enter").hidden = isOpen;
  byId("work").hidden = !isOpen;
  byId("places").hidden = !isOpen;
  if (!isOpen) byId("token").focus();
}

async function open() {
  try {
    const models = await askJson("v1/models");
    offerLanguages(models.data);
    show(true);
    await showVoices();
  } catch (error) {
    show(false);
    showError(byId("enter-error"), error);
  }
}

async function enter(event) {
  event.preventDefault();
  showError(byId("enter-error"), null);
  keepToken(byId("token").value);
  byId("token").value = "";
  await open();
}

function takeAddress() {
  takeTokenFromAddress();
  if (hasToken()) open();
  else show(false);
}

byId("enter-form").addEventListener("submit", enter);
addEventListener("hashchange", () => location.hash.startsWith("#token=") && takeAddress());
document.addEventListener("token-refused", ({ detail }) => {
  show(false);
  showError(byId("enter-error"), detail);
});
await startLanguage();
startSpeaking();
startVoices();
startCloning();
startInterface();
takeAddress();
