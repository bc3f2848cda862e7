// Types of what the server sends know what docs/studio-api.yaml names, and nothing else. Held by `npm run check`: what is
// marked as an error must be one.
import { expect, it } from 'vitest';
import { address, api } from '../src/lib/api';
import type { DeviceEvent, Report } from '../src/lib/types';

const held = (use: () => unknown) => expect(use).toBeTypeOf('function'); // compiled, never called

it('has the fields that are described alone', () => {
  held(() => ({}) as Report satisfies { model_bytes: number });
  // @ts-expect-error not described
  held(() => ({} as Report).nothing_of_the_kind);
  // @ts-expect-error an answer of the chip has no such field
  held(() => ({} as Extract<DeviceEvent, { event: 'answer' }>).firmware);
});

it('asks for what is described alone', () => {
  // @ts-expect-error no such path
  held(() => address('/api/nothing'));
  // @ts-expect-error no such setting
  held(() => api.start(1, { bites: 8 }));
  // @ts-expect-error no such width
  held(() => api.start(1, { bits: 7 }));
});

it('fills in what stands in braces, and asks the rest', () => {
  expect(address('/api/runs/{id}/model', { id: 3, point: undefined })).toBe('/api/runs/3/model');
  expect(address('/api/projects/{id}/head', { id: 3, file: 'a b/c.csv', from: 0 })).toBe('/api/projects/3/head?file=a+b%2Fc.csv&from=0');
});
