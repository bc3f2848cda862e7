// docs/studio-api.yaml held against answers: none has a field that is not described, none lacks one that must be there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { from, root } from './places.mjs';

const media = { json: 'application/json', events: 'text/event-stream' };

/** Objects have the fields that are named, and no others, unless they say so. */
function close(schema) {
  if (schema === null || typeof schema !== 'object') return;
  if (schema.type === 'object' && schema.properties && !('additionalProperties' in schema)) schema.additionalProperties = false;
  Object.values(schema).forEach(close);
}

let opened;
function contract() {
  if (opened) return opened;
  const described = from('js-yaml').load(readFileSync(join(root, 'docs/studio-api.yaml'), 'utf8'));
  close(described);
  const Ajv = from('ajv/dist/2020').default;
  const ajv = new Ajv({ strict: false, allErrors: true }); // the document holds more than schemas
  ajv.addSchema(described, 'studio');
  return (opened = { described, ajv });
}

/** Every operation, as "GET /api/projects/{id}". */
export const operations = () =>
  Object.entries(contract().described.paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((key) => key !== 'parameters')
      .map((method) => `${method.toUpperCase()} ${path}`),
  );

/** The operation that a request is, or undefined. */
export const operationOf = (method, pathname) =>
  operations().find((one) => {
    const [name, path] = one.split(' ');
    return name === method && new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname);
  });

const escaped = (key) => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** Where the document has the schema of an answer; undefined where it has none of this kind. */
function placeOf(operation, status, kind) {
  const { described } = contract();
  const [method, path] = [operation.split(' ')[0].toLowerCase(), operation.split(' ')[1]];
  const which = status === 200 ? '200' : 'default';
  const response = described.paths[path][method].responses[which];
  const named = response.$ref?.split('/').at(-1);
  const content = (named ? described.components.responses[named] : response).content;
  if (!content[media[kind]]) return undefined;
  return `${response.$ref ?? `#/paths/${escaped(path)}/${method}/responses/${which}`}/content/${escaped(media[kind])}/schema`;
}

/** Whether the operation answers in JSON. */
export const answersJson = (operation) => placeOf(operation, 200, 'json') !== undefined;

/** What is wrong with an answer, or with an event of a stream (`kind` "events"): lines, none where all is as described. */
export function faults(operation, status, value, kind = 'json') {
  if (!operation) return ['no such operation is described'];
  const place = placeOf(operation, status, kind);
  if (!place) return [`${operation} ${status}: no ${media[kind]} is described`];
  const { ajv } = contract();
  const id = `studio${place}`;
  const validate = ajv.getSchema(id) ?? ajv.compile({ $ref: id });
  if (validate(value)) return [];
  const said = validate.errors.map((e) => `${operation} ${status}${e.instancePath}: ${e.message} ${e.params.additionalProperty ?? ''}`.trim());
  return [...new Set(said)].slice(0, 8);
}

/** The events that stand in a stream by now: it has ended, says nothing more for a while, or has gone on for long enough. */
export async function eventsSoFar(url, headers, quiet = 300, most = 1500) {
  const stop = new AbortController();
  const reader = (await fetch(url, { headers, signal: stop.signal })).body.pipeThrough(new TextDecoderStream()).getReader();
  const end = Date.now() + most;
  let text = '';
  for (let ended = false; !ended && Date.now() < end; ) {
    const silence = new Promise((next) => setTimeout(next, quiet, { done: true }));
    const { done, value } = await Promise.race([reader.read(), silence]);
    ended = done;
    text += value ?? '';
  }
  stop.abort();
  return [...text.matchAll(/^data: (.*)\n/gm)].map(([, json]) => JSON.parse(json));
}
