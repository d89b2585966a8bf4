/**
 * Loads the built dist/module.js as Grafana does, with stand-ins for what Grafana lends, and checks
 * that it is a data source plugin that asks Grafana only for what Grafana has.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

import { GRAFANA_EXTERNALS } from './grafana-externals.mjs';

const dist = join(import.meta.dirname, '..', 'dist');
const PARTS = ['ConfigEditor', 'QueryEditor', 'QueryEditorHelp'];

/** Records which parts a plugin is wired with. */
class DataSourcePlugin {
  components = {};
  constructor(dataSourceClass) {
    this.DataSourceClass = dataSourceClass;
    for (const part of PARTS) {
      this[`set${part}`] = (component) => {
        this.components[part] = component;
        return this;
      };
    }
  }
}

/** A lent module in which every name is a function that can be called, extended and made anew. */
const standIn = (exports = {}) => new Proxy(exports, { get: (names, name) => names[name] ?? function lent() {} });

function loadModule(code) {
  let loaded;
  const define = (...definition) => {
    const factory = definition.at(-1);
    const requested = definition.find(Array.isArray) ?? [];
    const strangers = requested.filter((name) => !GRAFANA_EXTERNALS.includes(name));
    if (strangers.length > 0) {
      throw new Error(`module.js asks for what Grafana does not lend: ${strangers.join(', ')}`);
    }
    const lent = requested.map((name) => standIn(name === '@grafana/data' ? { DataSourcePlugin } : {}));
    loaded = { requested, exports: factory(...lent) };
  };
  define.amd = {};
  runInContext(code, createContext({ define }), { filename: 'module.js' });
  if (loaded === undefined) {
    throw new Error('module.js defines no AMD module');
  }
  return loaded;
}

function complaints({ requested, exports }, manifest) {
  const { plugin } = exports;
  const parts = PARTS.filter((part) => typeof plugin?.components?.[part] !== 'function');
  return [
    plugin instanceof DataSourcePlugin ? null : 'module.js exports no data source as `plugin`',
    parts.length === 0 ? null : `module.js wires no ${parts.join(', ')}`,
    requested.includes('react') ? null : 'module.js holds a React of its own',
    /%[A-Z]+%/.test(JSON.stringify(manifest)) ? 'plugin.json has a placeholder left' : null,
  ].filter((complaint) => complaint !== null);
}

const module = loadModule(readFileSync(join(dist, 'module.js'), 'utf8'));
const manifest = JSON.parse(readFileSync(join(dist, 'plugin.json'), 'utf8'));
const wrong = complaints(module, manifest);
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exitCode = 1;
} else {
  console.log(
    `dist/module.js: ${manifest.id} ${manifest.info.version}, asks Grafana for ${module.requested.join(', ')}`
  );
}
