// What programs can ask, as the service itself describes it.

import { byId, element, showError } from "./dom.js";
import { askJson } from "./service.js";

export function startInterface() {
  byId("interface-more").addEventListener("toggle", show, { once: true });
}

async function show() {
  try {
    const described = await askJson("openapi.json");
    const parts = Object.entries(described.paths).flatMap(([path, questions]) =>
      Object.entries(questions).map(([method, question]) => part(`${method.toUpperCase()} ${path}`, question, described)),
    );
    byId("interface-list").replaceChildren(...parts);
  } catch (error) {
    showError(byId("interface-error"), error);
    byId("interface-more").addEventListener("toggle", show, { once: true });
  }
}

function part(title, question, described) {
  const asked = (question.parameters ?? []).map((each) => field(each.name, each.schema, each.description, each.required, described));
  const sent = Object.values(question.requestBody?.content ?? {}).map(({ schema }) => whole(schema, described));
  const [body] = sent.reverse(); // a form has what JSON has, and files
  const required = new Set(body?.required);
  const named = Object.entries(body?.properties ?? {});
  asked.push(...named.map(([name, schema]) => field(name, schema, schema.description, required.has(name), described)));
  const list = element("dl", { hidden: !asked.length }, ...asked.flat());
  const words = (question.description ?? "").replaceAll("`", "");
  return element("section", {}, element("h3", {}, element("code", {}, title)), element("p", {}, words), list);
}

function field(name, schema, description, isRequired, described) {
  const kind = [kindOf(schema, described), isRequired ? "needed" : ""].filter(Boolean).join(", ");
  const term = element("dt", {}, element("code", {}, name), kind ? ` ${kind}` : "");
  return [term, element("dd", {}, (description ?? "").replaceAll("`", ""))];
}

function kindOf(given, described) {
  const schema = whole(given, described);
  if (schema.enum) return schema.enum.join(", ");
  if (schema.anyOf) return schema.anyOf.map((each) => kindOf(each, described)).filter((kind) => kind !== "null").join(" or ");
  if (schema.type === "array") return `one or more: ${kindOf(schema.items, described)}`;
  if (schema.format === "binary" || schema.contentMediaType) return "file";
  return { string: "text", integer: "whole number", boolean: "true or false" }[schema.type] ?? schema.type ?? "";
}

/** What a reference stands for. */
function whole(schema, described) {
  if (!schema.$ref) return schema;
  return schema.$ref.split("/").slice(1).reduce((found, key) => found[key], described);
}
