// Everything that the page asks of its server, typed by docs/studio-api.yaml. Errors carry the server's words.
import type { paths } from '../../generated/api';
import type { Inspection, Problem } from './types';

type Method = 'get' | 'post' | 'patch' | 'delete';
/** Paths that a method is described for. */
type PathOf<M extends Method> = { [P in keyof paths]: paths[P][M] extends object ? P : never }[keyof paths];
type Answer<Operation> = Operation extends { responses: { 200: { content: { 'application/json': infer A } } } } ? A : never;
type Body<Operation> = Operation extends { requestBody: { content: { 'application/json': infer B } } } ? B : undefined;
type Values = Record<string, string | number | undefined>;

export class Refused extends Error implements Problem {
  constructor(
    message: string,
    readonly place = '',
    readonly remedy = '',
    readonly status = 0,
  ) {
    super(message);
  }
}

/** A path of the interface: `{id}` and the like filled in, other values as its query. */
export function address(path: keyof paths, values: Values = {}): string {
  const query = new URLSearchParams();
  let where: string = path;
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    if (where.includes(`{${key}}`)) where = where.replace(`{${key}}`, encodeURIComponent(value));
    else query.set(key, String(value));
  }
  return query.toString() ? `${where}?${query}` : where;
}

async function ask(where: string, options: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(where, options);
  } catch {
    throw new Refused('the studio does not answer', '', 'start mote studio again; what was saved is still there');
  }
  if (response.ok) return response;
  let error: Problem = { message: `the studio answered ${response.status}` };
  try {
    error = ((await response.json()) as { error: Problem }).error;
  } catch {
    // not JSON: the status says what there is to say
  }
  throw new Refused(error.message, error.place, error.remedy, response.status);
}

const get = async <P extends PathOf<'get'>>(path: P, values?: Values): Promise<Answer<paths[P]['get']>> =>
  (await ask(address(path, values))).json();
const bytes = async (path: PathOf<'get'>, values: Values) => (await ask(address(path, values))).arrayBuffer();
const send = async <M extends 'post' | 'patch' | 'delete', P extends PathOf<M>>(
  method: M,
  path: P,
  values: Values = {},
  body?: Body<paths[P][M]>,
): Promise<Answer<paths[P][M]>> =>
  (await ask(address(path, values), { method: method.toUpperCase(), body: method === 'delete' ? undefined : JSON.stringify(body ?? {}) })).json();

type Given<M extends Method, P extends PathOf<M>> = Body<paths[P][M]>;

export const api = {
  about: () => get('/api/about'),
  projects: () => get('/api/projects'),
  project: (id: number) => get('/api/projects/{id}', { id }),
  create: (body: Given<'post', '/api/projects'>) => send('post', '/api/projects', {}, body),
  change: (id: number, body: Given<'patch', '/api/projects/{id}'>) => send('patch', '/api/projects/{id}', { id }, body),
  remove: (id: number) => send('delete', '/api/projects/{id}', { id }),
  /** null: there are no files yet. */
  inspect: async (id: number): Promise<Inspection | null> => {
    const found = await get('/api/projects/{id}/inspect', { id });
    return 'empty' in found ? null : found;
  },
  /** Lines of a file, 256 KB at most: its first, those after a byte of it, or some from all over it. */
  head: async (id: number, file: string, from: number | 'spread' = 0) =>
    (await ask(address('/api/projects/{id}/head', { id, file, ...(from === 'spread' ? { spread: 1 } : { from }) }))).text(),
  clearFiles: (id: number) => send('delete', '/api/projects/{id}/files', { id }),
  start: (id: number, body: Given<'post', '/api/projects/{id}/runs'>) => send('post', '/api/projects/{id}/runs', { id }, body),
  run: (id: number) => get('/api/runs/{id}', { id }),
  stop: (id: number) => send('post', '/api/runs/{id}/stop', { id }),
  resume: (id: number) => send('post', '/api/runs/{id}/resume', { id }),
  model: (id: number, point: number | null) => bytes('/api/runs/{id}/model', { id, point: point ?? undefined }),
  rows: (id: number) => bytes('/api/runs/{id}/rows', { id }),
  evaluation: (id: number) => get('/api/runs/{id}/evaluation', { id }),
  ports: () => get('/api/device/ports'),
  device: (id: number, body: Given<'post', '/api/runs/{id}/device'>) => send('post', '/api/runs/{id}/device', { id }, body),
  stream: (rows: number) => send('post', '/api/device/stream', {}, { rows }),
  endDevice: () => send('post', '/api/device/end'),
  record: (id: number, body: Given<'post', '/api/projects/{id}/record'>) => send('post', '/api/projects/{id}/record', { id }, body),
  recordLabel: (label: number | null) => send('post', '/api/record/label', {}, { label }),
  recordEnd: () => send('post', '/api/record/end'),
};

/** Sends one file and tells how much of it has gone. */
export function upload(
  project: number,
  name: string,
  file: Blob,
  onProgress: (bytes: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', address('/api/projects/{id}/files', { id: project, name }));
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => {
      if (request.status === 200) return resolve();
      try {
        const { message, place, remedy } = JSON.parse(request.responseText).error as Problem;
        reject(new Refused(message, place, remedy, request.status));
      } catch {
        reject(new Refused(`the studio answered ${request.status}`));
      }
    };
    request.onerror = () => reject(new Refused('the sending broke off', name, 'drop the file again'));
    request.send(file);
  });
}
