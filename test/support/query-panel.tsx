import type { CoreApp } from '@grafana/data';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';

import { isAlerting } from '../../src/editor/alerting';
import { QueryEditor } from '../../src/editor/QueryEditor';
import type { ResourceSource, SreDataQuery } from '../../src/editor/types';

const slo = (id: string, service: string, name: string, enabled = true) => ({
  id,
  revision: '1',
  definition: { service, name, targetPercent: 99.9, windowDays: 30, enabled, runbookUrl: null },
  team: 'core',
  updatedAt: '2026-01-01T00:00:00Z',
  monitoredSince: null,
  updatedBy: null,
});

const LISTS: Readonly<Record<string, unknown>> = {
  services: [
    { name: 'billing', team: 'core', tier: 'standard', retired: false, monitoredSince: null },
    { name: 'checkout', team: 'core', tier: 'critical', retired: false, monitoredSince: null },
  ],
  teams: [{ name: 'core', services: 2 }],
  'slo-definitions': {
    slos: [slo('1', 'billing', 'uptime'), slo('2', 'checkout', 'uptime'), slo('3', 'checkout', 'strict')],
    writable: { allowed: false, reason: 'Only Editors may edit SLOs.' },
  },
};

/** Of the data source that panels here ask. */
export const DATA_SOURCE_UID = 'sre';

/** Two services of one team, with three SLOs of two names. */
export const catalog: ResourceSource = { getResource: (path) => Promise.resolve(LISTS[path]) };

/** Shows an element and lets the lists of names arrive. */
export async function showWithLists(element: React.ReactElement): Promise<void> {
  await act(async () => {
    render(element);
    await Promise.resolve();
  });
}

interface Panel {
  /** The query after the last change; undefined before any. */
  last(): SreDataQuery | undefined;
  /** How often the query was run. */
  runs(): number;
}

/**
 * Shows the query editor the way Grafana does: what it changes, it is given back; in an alert rule laid over what was
 * there before.
 */
export async function showPanel(
  query: SreDataQuery,
  { source = catalog, app }: { readonly source?: ResourceSource; readonly app?: CoreApp } = {}
): Promise<Panel> {
  const changes: SreDataQuery[] = [];
  let runs = 0;
  function QueryPanel() {
    const [current, setCurrent] = useState(query);
    return (
      <QueryEditor
        datasource={{ uid: DATA_SOURCE_UID, ...source }}
        query={current}
        onChange={(changed) => {
          const next = isAlerting(app) ? ({ ...current, ...changed } as SreDataQuery) : changed;
          changes.push(next);
          setCurrent(next);
        }}
        onRunQuery={() => {
          runs += 1;
        }}
        {...(app !== undefined && { app })}
      />
    );
  }
  await showWithLists(<QueryPanel />);
  return { last: () => changes.at(-1), runs: () => runs };
}

export const combobox = (name: string) => screen.getByRole('combobox', { name });

/** Opens a list, narrows it and takes the row that reads `text`, or begins with it. */
export async function choose(name: string, text: string): Promise<void> {
  await userEvent.click(combobox(name));
  await userEvent.keyboard(text);
  const rows = await screen.findAllByRole('option');
  const row = rows.find((option) => option.textContent.startsWith(text));
  if (row === undefined) {
    throw new Error(`${name} offers only ${rows.map((option) => option.textContent).join(' | ')}`);
  }
  await userEvent.click(row);
}

/** Takes a radio button of the group by its label. */
export async function pick(group: string, label: string): Promise<void> {
  const buttons = screen.getByRole('radiogroup', { name: group });
  const radios = screen.getAllByRole('radio', { name: label });
  const radio = radios.find((button) => buttons.contains(button));
  if (radio === undefined) {
    throw new Error(`${group} has no ${label}`);
  }
  await userEvent.click(radio);
}
