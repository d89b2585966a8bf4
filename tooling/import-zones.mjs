/**
 * Which room may import which, as zones of the lint rule import-x/no-restricted-paths. Imports go
 * downward only; `docs/architecture.md` draws them.
 */

/** What whatever works on the database needs. */
const DATA = ['backend/aurora', 'backend/turns', 'model'];

/** What both sides of the worker's queue, and the commands, set going. */
const WORK = ['backend/publish', 'backend/sync', 'backend/change-records', 'backend/metrics', 'backend/log', ...DATA];

/** Room → the rooms it may import besides itself; all paths are relative to `src`. */
const ROOMS = {
  model: [],
  // The browser half.
  labels: ['model'],
  config: ['labels', 'model'],
  query: ['labels', 'model'],
  editor: ['query', 'config', 'labels', 'model'],
  // The backend.
  'backend/log': [],
  'backend/turns': [],
  'backend/protocol': [],
  'backend/transport': ['backend/protocol', 'backend/log'],
  'backend/frames': ['backend/turns', 'model'],
  'backend/aurora': ['model'],
  'backend/metrics': DATA,
  'backend/change-records': DATA,
  'backend/sync': ['backend/metrics', ...DATA],
  // Publishing stands below the plugin as it does below the worker: where no worker runs, the plugin sets it going.
  'backend/publish': ['backend/metrics', ...DATA],
  'backend/plugin': [
    'backend/publish',
    'backend/metrics',
    'backend/frames',
    'backend/protocol',
    'backend/log',
    ...DATA,
  ],
  'backend/environment': WORK,
  'backend/worker': ['backend/environment', ...WORK],
  'backend/lambda': ['backend/worker', 'backend/environment', ...WORK],
  'backend/cli': ['backend/worker', 'backend/environment', ...WORK],
};

const roomZones = Object.entries(ROOMS).map(([room, allowed]) => ({
  target: `./src/${room}`,
  from: './src',
  except: [room, ...allowed].map((path) => `./${path}`),
  message: `${room} may import only ${allowed.length === 0 ? 'itself' : allowed.join(', ')}.`,
}));

const browserZones = ['./src/!(backend)/**/*', './src/*'].map((target) => ({
  target,
  from: './src/backend',
  message: 'The browser half never imports the backend; what both need belongs in model.',
}));

/** For every file of `src` that ships. */
export const ROOM_ZONES = [...roomZones, ...browserZones];

/** For tests: those of the browser half may ask the data source as a whole, which stands above its rooms. */
export const TEST_ZONES = [...roomZones.filter(({ target }) => target.startsWith('./src/backend')), ...browserZones];

/** For what ships: `src` without its tests, which may start a database or read a fixture. */
export const OUTSIDE_ZONES = ['test', 'tooling', 'demo', 'bench', 'preview'].map((outside) => ({
  target: './src',
  from: `./${outside}`,
  message: `src never imports ${outside}: what ships stands alone.`,
}));

/** Tooling stands below what is built with it. */
export const TOOLING_ZONES = ['demo', 'bench', 'preview'].map((above) => ({
  target: './tooling',
  from: `./${above}`,
  message: `tooling never imports ${above}, which is built with it.`,
}));
