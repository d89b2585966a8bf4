import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';

import { instanceSettings } from '../../../test/support/grafana-server';
import { DataSource } from '../../datasource';
import { DORA_METRIC_INFO } from '../../model/dora-metrics';
import { PANEL_KINDS } from '../../model/panel-kinds';
import { parseQuery } from '../../model/query';
import type { SreDataQuery } from '../types';
import { QueryHelp } from './QueryHelp';

const chosen: SreDataQuery[] = [];
const query: SreDataQuery = { refId: 'C', queryType: 'dora', metric: 'mttr' };

beforeEach(() => {
  chosen.length = 0;
  const source = new DataSource(instanceSettings());
  render(<QueryHelp datasource={source} query={query} onClickExample={(example) => chosen.push(example)} />);
});

test('every metric is defined', () => {
  for (const { label, sentence } of Object.values(DORA_METRIC_INFO)) {
    expect(screen.getByText(label)).toBeVisible();
    expect(screen.getByText(sentence)).toBeVisible();
  }
});

test('every example takes the place of the query, and the backend accepts it', async () => {
  const examples = screen.getAllByRole('button');
  for (const example of examples) {
    await userEvent.click(example);
  }
  expect(examples.length).toBeGreaterThan(2);
  expect(chosen).toHaveLength(examples.length);
  expect(new Set(chosen.map(({ queryType }) => queryType))).toEqual(new Set(PANEL_KINDS));
  for (const example of chosen) {
    expect(example.refId).toBe('C');
    expect(parseQuery(example)).toMatchObject({ ok: true });
  }
});
