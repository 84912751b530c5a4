// Makes grammars.zip from the npm packages @wooorm/starry-night and tm-grammars; README.md says how to
// call it.
//
// In it are: `index.json`, with the names that GitHub knows a language by and the other grammars it
// needs; each grammar as `<scope>.json`; and `notice.txt`, the licences of all of them.

import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

const [source, others, target] = process.argv.slice(2);
if (!target) throw new Error('usage: node pack.mjs STARRY_NIGHT TM_GRAMMARS grammars.zip');

// What stands within a language beside what its grammar says that it cannot do without. Markdown
// alone could hold seventy; these are what notes about notes show.
const WITHIN = {
  'source.astro': ['source.css', 'source.js', 'source.ts', 'source.tsx'],
  'source.makefile': ['source.shell'],
  'source.mdx': ['source.js', 'source.json', 'source.yaml'],
  'source.vue': ['source.css', 'source.js', 'source.json', 'source.ts', 'text.html.basic'],
  'text.html.basic': ['source.css', 'source.js'],
  'text.md': ['source.json', 'source.python', 'source.rust', 'source.shell', 'source.toml', 'source.yaml', 'text.html.basic'],
};

const grammars = new Map();
for (const file of readdirSync(join(source, 'lang')).filter((name) => name.endsWith('.js')).sort()) {
  const {default: grammar} = await import(pathToFileURL(resolve(source, 'lang', file)));
  const before = grammars.get(grammar.scopeName);
  if (!before || before.names.length === 0) grammars.set(grammar.scopeName, grammar);
}

// GitHub's own grammar of YAML makes an expression for each value that it meets, and the one of
// shells knows neither commands nor their options.
for (const [scope, file] of [['source.yaml', 'yaml.json'], ['source.shell', 'shellscript.json']]) {
  const {patterns, repository} = JSON.parse(readFileSync(join(others, 'grammars', file)));
  Object.assign(grammars.get(scope), {patterns, repository});
}
// GitHub's of assembly knows few of its words.
const x86 = grammars.get('source.x86asm');
const assembly = grammars.get('source.assembly');
Object.assign(x86, {names: assembly.names, extensions: assembly.extensions});
Object.assign(assembly, {names: [], extensions: []});
const ofShells = readFileSync(join(others, 'NOTICE'), 'utf8').split(/^=+$/m).find((part) => part.includes('shellscript.json'));

// Some expressions were written for bytes: `\xA0` is no letter in UTF-8, `\x{A0}` is.
const inUtf8 = (value, key) => {
  if (typeof value === 'string') {
    const isExpression = ['match', 'begin', 'end', 'while'].includes(key);
    return isExpression ? value.replace(/\\(?:\\|x([89A-Fa-f][\dA-Fa-f]))/g, (all, hex) => (hex ? `\\x{${hex}}` : all)) : value;
  }
  if (Array.isArray(value)) return value.map((item) => inUtf8(item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inUtf8(item, name)]));
};

const folder = mkdtempSync(join(tmpdir(), 'grammars-'));
const files = [];
const write = (name, text) => {
  writeFileSync(join(folder, name), text);
  utimesSync(join(folder, name), 315532800, 315532800);
  files.push(name);
};
const index = [...grammars.values()].map(({scopeName, names, extensions, dependencies = []}) => ({
  scope: scopeName,
  names,
  extensions: [...new Set(extensions.map((extension) => extension.slice(1).toLowerCase()))],
  needs: [...new Set([...dependencies, ...(WITHIN[scopeName] ?? [])])].filter((scope) => grammars.has(scope)).sort(),
}));
write('index.json', JSON.stringify(index));
write('notice.txt', `${readFileSync(join(source, 'notice'), 'utf8')}\n${'='.repeat(105)}${ofShells}`);
for (const [scope, grammar] of grammars) {
  const {names, extensions, extensionsWithDot, dependencies, ...rest} = grammar;
  write(`${scope}.json`, JSON.stringify(inUtf8(rest)));
}
rmSync(target, {force: true});
execFileSync('zip', ['-9', '-X', '-q', resolve(target), ...files], {cwd: folder, env: {...process.env, TZ: 'UTC'}});
rmSync(folder, {recursive: true});
console.log(`${grammars.size} grammars`);
