import { z } from 'zod';

import { BURNS } from '../alerting/burn-rules';
import { parseQuery } from '../src/model/query';
import type { SavedQuery } from '../src/model/saved-query';
import pluginJson from '../src/plugin.json';
import type { Replace } from '../src/query/expand-variables';
import { interpolateQuery } from '../src/query/interpolate';
import { PLUGIN_ID } from './data-source';
import { readDashboard } from './file-schema';
import type { DashboardFile, PanelFile, VariableFile } from './file-schema';
import { dashboardFiles } from './files';
import { DASHBOARD_UIDS, LINKED_PANELS } from './ids';
import { KNOWN_OPTIONS, STANDARD_PROPERTIES, isKnown, pathsIn } from './known-options';

const FILES = [...dashboardFiles()].map(([name, text]) => ({ name, text, dashboard: readDashboard(text) }));
const dashboardOf = (uid: string): DashboardFile => {
  const found = FILES.find(({ dashboard }) => dashboard.uid === uid);
  if (found === undefined) {
    throw new Error(`There is no dashboard ${uid}.`);
  }
  return found.dashboard;
};
const panelsOf = ({ panels }: DashboardFile) => panels.filter(({ type }) => type !== 'row');
const queriesOf = (dashboard: DashboardFile) =>
  panelsOf(dashboard).flatMap((panel) => panel.targets.map((target) => ({ panel, target })));

/** Fills in what a dashboard opens with, as Grafana does: a custom All value as it is. */
const opened =
  (variables: readonly VariableFile[]): Replace =>
  (text, format) =>
    text.replace(/\$(?:\{(\w+)[^}]*\}|(\w+))/g, (reference, braced?: string, bare?: string) => {
      const variable = variables.find(({ name }) => name === (braced ?? bare));
      if (variable === undefined) {
        return reference;
      }
      const { value } = variable.current;
      return value === '$__all' ? (variable.allValue ?? '') : format(value);
    });

describe.each(FILES)('$name', ({ name, text, dashboard }) => {
  it('is named by its uid and is of the schema that Grafana 12.3 to 13 reads', () => {
    expect(name).toBe(`${dashboard.uid}.json`);
    expect(dashboard.schemaVersion).toBe(42);
    expect(Object.values<string>(DASHBOARD_UIDS)).toContain(dashboard.uid);
  });

  it('gives each panel an id of its own', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('lays panels side by side, within 24 columns', () => {
    for (const one of dashboard.panels) {
      expect(one.gridPos.x + one.gridPos.w).toBeLessThanOrEqual(24);
      const over = dashboard.panels.filter((other) => other !== one && overlap(one, other));
      expect(over.map(({ id, title }) => `${id} ${title}`)).toEqual([]);
    }
  });

  it('asks queries that the backend accepts, once variables are filled in', () => {
    const replace = opened(dashboard.templating.list);
    const annotations = dashboard.annotations.list.map(({ target }) => target);
    for (const target of [...queriesOf(dashboard).map((query) => query.target), ...annotations]) {
      // The test of the parser below is what judges it.
      const { value, problems } = interpolateQuery(target as unknown as SavedQuery, replace);
      expect(problems).toEqual([]);
      expect(parseQuery(value)).toMatchObject({ ok: true });
    }
  });

  it('asks the data source chosen at the top, and no other', () => {
    const sources = valuesUnder('datasource', JSON.parse(text));
    expect(sources.length).toBeGreaterThan(0);
    expect(sources).toEqual(sources.map(() => ({ type: PLUGIN_ID, uid: '${datasource}' })));
  });

  it('uses only variables that it has', () => {
    const variables = dashboard.templating.list.map(({ name: variable }) => variable);
    const used = [...text.matchAll(/\$\{?([a-z]\w*)/gi)]
      .map(([, variable]) => variable)
      .filter((variable) => !variable?.startsWith('__'));
    expect([...new Set(used)].filter((variable) => variable !== undefined && !variables.includes(variable))).toEqual(
      []
    );
  });

  it('leaves units to the backend, which knows the metric', () => {
    expect(panelsOf(dashboard).filter(({ fieldConfig }) => fieldConfig?.defaults.unit !== undefined)).toEqual([]);
    // How a time is written is no unit of a metric.
    expect(text.replaceAll(/"id": "unit",\s*"value": "time:/g, '')).not.toContain('"id": "unit"');
  });

  it('says of every panel with numbers what they mean', () => {
    const silent = queriesOf(dashboard).filter(({ panel }) => (panel.description ?? '').length < 20);
    expect(silent.map(({ panel }) => panel.id)).toEqual([]);
  });

  it('links to dashboards that are there, and sets only variables that they have', () => {
    const links = valuesUnder('url', JSON.parse(text)).map(String);
    expect(links.every((link) => link.startsWith('/d/'))).toBe(true);
    for (const link of links) {
      const [path = '', query = ''] = link.split('?');
      const target = dashboardOf(path.replace('/d/', ''));
      const variables = target.templating.list.map(({ name: variable }) => variable);
      const set = [...query.matchAll(/var-(\w+)=|\$\{(\w+):queryparam\}/g)].map(([, one, other]) => one ?? other);
      expect(set.filter((variable) => variable !== undefined && !variables.includes(variable))).toEqual([]);
    }
  });

  it('leads from every number to more, or shows the records themselves', () => {
    // The wall is looked at, not clicked.
    const numbers = dashboard.uid === DASHBOARD_UIDS.wall ? [] : panelsOf(dashboard).filter(showsNumbers);
    expect(numbers.filter((panel) => !hasLinks(panel)).map(({ id, title }) => `${id} ${title}`)).toEqual([]);
  });

  it('uses no option that Grafana 12.3 does not know', () => {
    expect(panelsOf(dashboard).flatMap(unknownOptions)).toEqual([]);
  });

  it('replaces no colours that come with words, as an override does in Grafana 12.3', () => {
    const coloured = panelsOf(dashboard).flatMap(columnsOf).filter(isColouredWord);
    expect(coloured.filter(({ properties }) => properties.some(({ id }) => id === 'mappings'))).toEqual([]);
  });

  it('gives a colour to a missing value where it maps those of a stat, which Grafana 12.3 draws in green otherwise', () => {
    const stats = panelsOf(dashboard).filter(({ type }) => type === 'stat');
    const mappings = stats
      .flatMap(columnsOf)
      .flatMap(({ properties }) => properties.filter(({ id }) => id === 'mappings'));
    const ofMissing = (mapping: unknown) => MISSING_MAPPING.safeParse(mapping).success;
    expect(mappings.filter(({ value }) => !(Array.isArray(value) && value.some(ofMissing)))).toEqual([]);
  });

  it('writes no number into a cell of a grid, which Grafana cuts where the cell is narrow', () => {
    const grids = panelsOf(dashboard).filter(({ type }) => type === 'status-history' || type === 'state-timeline');
    expect(grids.filter(({ options }) => options['showValue'] !== 'never')).toEqual([]);
  });

  it('shows its links and switches at the top, and not in a menu', () => {
    expect(text).not.toContain('"placement": "inControlsMenu"');
  });

  it('says of every table what it means that it is empty', () => {
    const tables = panelsOf(dashboard).filter(({ type }) => type === 'table');
    const texts = tables.map(({ fieldConfig }) => fieldConfig?.defaults.noValue ?? '');
    expect(texts.filter((empty) => !/^(No|GitHub) \w+/.test(empty))).toEqual([]);
  });
});

/** What is asked for where rows are records themselves, or jobs and repositories that have no more to show. */
const LISTS = [
  ...['records', 'incidents', 'edits', 'outages', 'findings', 'blocked'],
  ...['freshness', 'jobs', 'githubSync', 'githubLimits', 'publishing', 'publishingDrift', 'stored'],
];

function showsNumbers({ targets }: PanelFile): boolean {
  return targets.some(
    ({ queryType, shape, view }) => ![queryType, shape, view].some((kind) => LISTS.includes(String(kind)))
  );
}

/** What of a panel's options does nothing in Grafana 12.3, in words. */
function unknownOptions({ id, type, options, fieldConfig }: PanelFile): string[] {
  const allowed = KNOWN_OPTIONS[type];
  if (allowed === undefined) {
    return [`panel ${id}: nobody has looked what ${type} knows`];
  }
  const properties = (fieldConfig?.overrides ?? []).flatMap((override) => override.properties);
  const { custom = {}, ...standard } = fieldConfig?.defaults ?? {};
  const unknown = [
    ...pathsIn(options).filter((path) => !isKnown(path, allowed.options)),
    ...pathsIn(custom).filter((path) => !isKnown(path, allowed.custom)),
    ...Object.keys(standard).filter((name) => !STANDARD_PROPERTIES.includes(name)),
    ...properties
      .map((property) => property.id)
      .filter((name) => !isKnown(name, [...STANDARD_PROPERTIES, ...allowed.custom.map((path) => `custom.${path}`)])),
  ];
  return unknown.map((path) => `panel ${id}, ${type}: ${path}`);
}

type Override = NonNullable<PanelFile['fieldConfig']>['overrides'][number];

const MISSING_MAPPING = z.object({
  type: z.literal('special'),
  options: z.object({ match: z.literal('null+nan'), result: z.object({ color: z.string() }) }),
});

function columnsOf({ fieldConfig }: PanelFile): Override[] {
  return (fieldConfig?.overrides ?? []).filter(({ matcher }) => matcher.id === 'byName');
}

function isColouredWord({ properties }: Override): boolean {
  return properties.some(
    ({ id, value }) => id === 'custom.cellOptions' && JSON.stringify(value).includes('"color-text"')
  );
}

/** Of every value, or of some columns. */
function hasLinks({ fieldConfig }: PanelFile): boolean {
  const { defaults, overrides = [] } = fieldConfig ?? {};
  const ofColumns = overrides.flatMap(({ properties }) => properties).filter(({ id }) => id === 'links');
  return (defaults?.links ?? []).length + ofColumns.length > 0;
}

/** Every value under the key, however deep. */
function valuesUnder(key: string, json: unknown): unknown[] {
  if (typeof json !== 'object' || json === null) {
    return [];
  }
  const entries: Array<[string, unknown]> = Object.entries(json);
  return entries.flatMap(([name, value]) => (name === key ? [value] : valuesUnder(key, value)));
}

function overlap({ gridPos: one }: PanelFile, { gridPos: other }: PanelFile): boolean {
  const apart =
    one.x + one.w <= other.x || other.x + other.w <= one.x || one.y + one.h <= other.y || other.y + other.h <= one.y;
  return !apart;
}

it('has the panels that alerts and readers link to', () => {
  for (const { dashboardUid, panelId } of Object.values(LINKED_PANELS)) {
    expect(dashboardOf(dashboardUid).panels.map(({ id }) => id)).toContain(panelId);
  }
});

it('shows of every alert on burn rates what it measures and the limit at which it fires', () => {
  const { dashboardUid, panelId } = LINKED_PANELS.burnRate;
  const panel = panelsOf(dashboardOf(dashboardUid)).find(({ id }) => id === panelId);
  const shown = panel?.targets.map(({ shape, measure, lookback }) => ({ shape, measure, lookback }));
  const measured = BURNS.flatMap(({ tier }) =>
    ['burnRate', 'burnLimit'].map((measure) => ({ shape: 'series', measure, lookback: tier }))
  );
  expect(shown).toHaveLength(measured.length);
  expect(shown).toEqual(expect.arrayContaining(measured));
});

it('ships every dashboard with the plugin, the overview first', () => {
  expect(pluginJson.includes[0]?.name).toBe(dashboardOf(DASHBOARD_UIDS.metrics).title);
  const shipped = pluginJson.includes.map(({ type, name, path }) => ({ type, name, path }));
  expect(shipped).toEqual(
    FILES.map(({ name, dashboard }) => ({ type: 'dashboard', name: dashboard.title, path: `dashboards/${name}` }))
  );
});

it('fits the wall into 1080 pixels as it is', () => {
  const rows = Math.max(...dashboardOf(DASHBOARD_UIDS.wall).panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  // Grafana's grid: rows of 30 pixels, 8 between them, 16 around it.
  expect(rows * 38 - 8 + 16).toBeLessThanOrEqual(1080);
});

it('asks for pages again before they turn, so that none is passed over', () => {
  const pages = FILES.flatMap(({ dashboard }) =>
    queriesOf(dashboard).flatMap(({ target: { pageSeconds } }) =>
      pageSeconds === undefined ? [] : [{ pageSeconds, refresh: dashboard.refresh }]
    )
  );
  expect(pages).not.toEqual([]);
  for (const { pageSeconds, refresh } of pages) {
    const [, seconds] = /^(\d+)s$/.exec(refresh) ?? [];
    expect(Number(seconds)).toBeLessThan(Number(pageSeconds));
  }
});
