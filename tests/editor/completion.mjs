// Asks the YAML language server what an author sees: run by tests/it/editor.rs with the folder of a site.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [server, folder, file = "content/m.model.yaml"] = process.argv.slice(2);
const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
const root = pathToFileURL(folder).href, uri = `${root}/${file}`;
const waiting = new Map(), notes = [];
let buffer = Buffer.alloc(0), next = 0;

const send = (message) => {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
};
const ask = (method, params) => new Promise((resolve) => { waiting.set(++next, resolve); send({ id: next, method, params }); });
child.stdout.on("data", (data) => {
  buffer = Buffer.concat([buffer, data]);
  for (;;) {
    const end = buffer.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, end).toString())[1]);
    if (buffer.length < end + 4 + length) return;
    const message = JSON.parse(buffer.subarray(end + 4, end + 4 + length));
    buffer = buffer.subarray(end + 4 + length);
    if (message.method && message.id !== undefined) send({ id: message.id, result: message.method === "workspace/configuration" ? message.params.items.map(() => null) : null });
    else if (message.method) notes.push(message);
    else waiting.get(message.id)?.(message.result);
  }
});

const diagnostics = async () => {
  for (let i = 0; i < 100; i++) {
    const found = notes.findLast((note) => note.method === "textDocument/publishDiagnostics" && note.params.uri === uri);
    if (found) return found.params.diagnostics;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return [];
};

await ask("initialize", { processId: process.pid, rootUri: root, capabilities: { textDocument: { completion: {}, publishDiagnostics: {} }, workspace: { configuration: true } }, workspaceFolders: [{ uri: root, name: "site" }] });
send({ method: "initialized", params: {} });
send({ method: "workspace/didChangeConfiguration", params: { settings: { yaml: { validate: true, completion: true, schemaStore: { enable: false } } } } });
const text = readFileSync(new URL(uri), "utf8");
send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
const wrong = await diagnostics();
const line = text.split("\n").findIndex((one) => one.trim() === "Tec");
const completion = line < 0 ? [] : await ask("textDocument/completion", { textDocument: { uri }, position: { line, character: text.split("\n")[line].length } });
console.log(JSON.stringify({
  completion: (completion.items ?? completion).map((item) => item.label),
  wrong: wrong.map((one) => one.message),
}));
child.kill();
process.exit(0);
