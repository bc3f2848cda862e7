// Everything that the page asks of its server. Errors carry the server's words.
import type { About, Evaluation, Inspection, Problem, Project, Run, Settings } from './types';

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

async function ask(path: string, options: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, options);
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

const json = async <T>(path: string, options?: RequestInit) => (await ask(path, options)).json() as Promise<T>;
const send = <T>(method: string, path: string, body: unknown = {}) =>
  json<T>(path, { method, body: JSON.stringify(body) });

export const api = {
  about: () => json<About>('/api/about'),
  projects: () => json<Project[]>('/api/projects'),
  project: (id: number) => json<Project>(`/api/projects/${id}`),
  create: (body: { name: string; example?: string }) => send<Project>('POST', '/api/projects', body),
  change: (id: number, body: Settings & { name?: string }) => send<Project>('PATCH', `/api/projects/${id}`, body),
  remove: (id: number) => json(`/api/projects/${id}`, { method: 'DELETE' }),
  inspect: (id: number) => json<Inspection>(`/api/projects/${id}/inspect`),
  /** Lines of a file, 256 KB at most: its first, those after a byte of it, or some from all over it. */
  head: async (id: number, file: string, from: number | 'spread' = 0) =>
    (await ask(`/api/projects/${id}/head?file=${encodeURIComponent(file)}${from === 'spread' ? '&spread=1' : `&from=${from}`}`)).text(),
  clearFiles: (id: number) => json(`/api/projects/${id}/files`, { method: 'DELETE' }),
  start: (project: number, body: Record<string, unknown>) => send<Run>('POST', `/api/projects/${project}/runs`, body),
  run: (id: number) => json<Run>(`/api/runs/${id}`),
  stop: (id: number) => send<Run>('POST', `/api/runs/${id}/stop`),
  resume: (id: number) => send<Run>('POST', `/api/runs/${id}/resume`),
  model: async (id: number, point: number | null) =>
    (await ask(`/api/runs/${id}/model${point === null ? '' : `?point=${point}`}`)).arrayBuffer(),
  rows: async (id: number) => (await ask(`/api/runs/${id}/rows`)).arrayBuffer(),
  evaluation: (id: number) => json<Evaluation>(`/api/runs/${id}/evaluation`),
  ports: () => json<string[]>('/api/device/ports'),
  device: (id: number, body: { port: string; point: string }) => send('POST', `/api/runs/${id}/device`, body),
  stream: (rows: number) => send('POST', '/api/device/stream', { rows }),
  record: (project: number, body: { port: string; baud: number; labels: string[] }) => send('POST', `/api/projects/${project}/record`, body),
  recordLabel: (label: number | null) => send('POST', '/api/record/label', { label }),
  recordEnd: () => send('POST', '/api/record/end'),
  endDevice: () => send('POST', '/api/device/end'),
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
    request.open('PUT', `/api/projects/${project}/files?name=${encodeURIComponent(name)}`);
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
