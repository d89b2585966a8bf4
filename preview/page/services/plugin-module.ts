import * as emotionCss from '@emotion/css';
import * as emotionReact from '@emotion/react';
import * as grafanaData from '@grafana/data';
import type { DataSourcePlugin } from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import lodash from 'lodash';
import moment from 'moment';
import React from 'react';
import ReactDom from 'react-dom';
import * as reactRouter from 'react-router';
import * as redux from 'redux';
import * as rxjs from 'rxjs';
import * as rxjsOperators from 'rxjs/operators';

/** The plugin's own type of data source does not matter to its host. */
export type Plugin = DataSourcePlugin<grafanaData.DataSourceApi>;

/** What Grafana lends a plugin, by the name it is asked for. */
const LENT: Readonly<Record<string, unknown>> = {
  '@emotion/css': emotionCss,
  '@emotion/react': emotionReact,
  '@grafana/data': grafanaData,
  '@grafana/runtime': grafanaRuntime,
  '@grafana/ui': grafanaUi,
  lodash,
  moment,
  react: React,
  'react-dom': ReactDom,
  'react-router': reactRouter,
  redux,
  rxjs,
  'rxjs/operators': rxjsOperators,
};

type Factory = (...lent: unknown[]) => { readonly plugin?: Plugin };

/**
 * Loads the built module as Grafana does.
 *
 * @param path of module.js
 * @throws Error where it is not built, or asks for what Grafana does not lend
 */
export async function loadPlugin(path: string): Promise<Plugin> {
  const response = await fetch(path);
  if (!response.ok) {
    throw new Error('The plugin is not built. Run: npm run build:frontend');
  }
  const code = await response.text();
  let plugin: Plugin | undefined;
  const define = (...definition: unknown[]) => {
    const requested = definition.find((part): part is string[] => Array.isArray(part)) ?? [];
    plugin = (definition.at(-1) as Factory)(...requested.map(lent)).plugin;
  };
  define.amd = {};
  // Grafana evaluates modules, too; this one is the plugin that is being worked on.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  new Function('define', `${code}\n//# sourceURL=${path}`)(define);
  if (plugin === undefined) {
    throw new Error('module.js defines no plugin.');
  }
  return plugin;
}

function lent(name: string): unknown {
  if (!(name in LENT)) {
    throw new Error(`module.js asks for ${name}, which Grafana does not lend.`);
  }
  return LENT[name];
}
