/**
 * Which room of `src` may import which, as zones of the lint rule import-x/no-restricted-paths.
 * Imports go downward only: editor, config → model; plugin, publish, sync, worker → metrics →
 * aurora → model; plugin and worker set publish going.
 */

/** Room → the rooms it may import besides itself; all paths are relative to `src`. */
const ROOMS = {
  model: [],
  'backend/log': [],
  'backend/transport': ['model'],
  'backend/frames': ['model'],
  'backend/aurora': ['model'],
  'backend/metrics': ['backend/aurora', 'model'],
  // Of the transport only what a call is and where log lines go, not how calls arrive. Publishing
  // stands below the plugin as it does below the worker: where no worker runs, the plugin sets it going.
  'backend/plugin': [
    'backend/publish',
    'backend/metrics',
    'backend/aurora',
    'backend/frames',
    'backend/log',
    'model',
    'backend/transport/generated',
    'backend/transport/handlers.ts',
    'backend/transport/log.ts',
  ],
  'backend/sync': ['backend/metrics', 'backend/aurora', 'model'],
  'backend/publish': ['backend/metrics', 'backend/aurora', 'model'],
  // The command line and the schedules set publishing and sync going.
  'backend/worker': ['backend/log', 'backend/publish', 'backend/sync', 'backend/metrics', 'backend/aurora', 'model'],
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

/** For every file of `src`. */
export const ROOM_ZONES = [...roomZones, ...browserZones];

/** For what ships: `src` without its tests, which may start a database or read a fixture. */
export const OUTSIDE_ZONES = ['test', 'tooling', 'demo', 'bench', 'preview'].map((outside) => ({
  target: './src',
  from: `./${outside}`,
  message: `src never imports ${outside}: what ships stands alone.`,
}));
