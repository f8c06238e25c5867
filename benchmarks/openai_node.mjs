// Asks as a program that uses OpenAI's client would; see openai_node.py.

import assert from "node:assert/strict";
import OpenAI from "openai";

const { ADDRESS, TOKEN } = process.env;
const client = new OpenAI({ apiKey: TOKEN, baseURL: `${ADDRESS}/v1`, maxRetries: 0 });
const asked = { model: "natural", voice: "Anna", input: "Good morning. How are you today?" };
const BEGINS = { mp3: "ID3", opus: "OggS", flac: "fLaC", wav: "RIFF", aac: "", pcm: "" };

for (const [format, letters] of Object.entries(BEGINS)) {
  const answer = await client.audio.speech.create({ ...asked, response_format: format });
  const sound = Buffer.from(await answer.arrayBuffer());
  assert.ok(sound.length > 1000, format);
  assert.ok(sound.toString("latin1").startsWith(letters), format);
  console.log(`${format}: ${sound.length} bytes, ${answer.headers.get("content-type")}`);
}

const streamed = await client.audio.speech.create({ ...asked, response_format: "pcm", stream_format: "audio" });
let pieces = 0;
for await (const piece of streamed.body) pieces += piece.length > 0;
console.log(`streamed as sound: ${pieces} pieces`);

const events = await client.audio.speech.create({ ...asked, response_format: "pcm", stream_format: "sse" });
const types = (await events.text()).trim().split("\n\n").map((event) => JSON.parse(event.slice(6)).type);
assert.equal(types.at(-1), "speech.audio.done");
assert.ok(types.slice(0, -1).every((type) => type === "speech.audio.delta") && types.length > 1);
console.log(`streamed as events: ${types.length}`);

const models = await client.models.list();
console.log(`models: ${models.data.map((model) => model.id).join(", ")}`);

const refusals = [
  ["a wrong key", new OpenAI({ apiKey: "wrong", baseURL: `${ADDRESS}/v1`, maxRetries: 0 }), asked, OpenAI.AuthenticationError],
  ["a voice that is not there", client, { ...asked, voice: "Nobody" }, OpenAI.NotFoundError],
  ["a format that is not there", client, { ...asked, response_format: "midi" }, OpenAI.UnprocessableEntityError],
];
for (const [title, asking, fields, kind] of refusals) {
  await assert.rejects(asking.audio.speech.create(fields), (error) => {
    console.log(`${title}: ${error.status} ${error.message}`);
    return error instanceof kind;
  });
}
