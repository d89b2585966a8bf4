import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildOnce } from './build-once';

let folder: string;
let built: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'build-once-'));
  await mkdir(join(folder, 'src/deep'), { recursive: true });
  await writeFile(join(folder, 'src/deep/a.ts'), 'a');
  built = 0;
});
afterEach(() => rm(folder, { recursive: true }));

const build = () =>
  buildOnce(
    { name: 'half', inputs: [join(folder, 'src'), join(folder, 'none.json')], outputs: [join(folder, 'out.js')] },
    async () => {
      built += 1;
      await writeFile(join(folder, 'out.js'), `build ${built}`);
    },
    join(folder, 'stamps')
  );

it('builds once where nothing changes', async () => {
  expect(await build()).toBe(true);
  expect(await build()).toBe(false);
  expect(built).toBe(1);
});

it.each([
  ['a file deep below is edited', () => writeFile(join(folder, 'src/deep/a.ts'), 'b!')],
  ['a file is as long and newer', () => utimes(join(folder, 'src/deep/a.ts'), 1, 2)],
  ['a file is new', () => writeFile(join(folder, 'src/b.ts'), '')],
  ['a file that was missing is there', () => writeFile(join(folder, 'none.json'), '')],
  ['a file is gone', () => rm(join(folder, 'src/deep/a.ts'))],
  ['what was built is gone', () => rm(join(folder, 'out.js'))],
  ['what was built was overwritten', () => writeFile(join(folder, 'out.js'), 'by another build')],
])('builds again where %s', async (_, change) => {
  await build();
  await change();
  expect(await build()).toBe(true);
  expect(await build()).toBe(false);
});

it('builds again after a build that failed', async () => {
  const facts = { name: 'half', inputs: [join(folder, 'src')], outputs: [join(folder, 'out.js')] };
  const failing = buildOnce(facts, () => Promise.reject(new Error('no')), join(folder, 'stamps'));
  await expect(failing).rejects.toThrow('no');
  expect(await build()).toBe(true);
});
