import type { DataSourceSettings } from '@grafana/data';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';

import { setServer } from '../../test/support/grafana-server';
import { CONFIG_LABELS as L, SLO_LABELS } from '../labels/control-labels';
import { parseSettings } from '../model/settings';
import type { SreSecureJsonData } from '../model/settings';
import { ConfigEditor } from './ConfigEditor';
import type { SreJson } from './types';

type Settings = DataSourceSettings<SreJson, SreSecureJsonData>;

const blank: Settings = {
  id: 1,
  uid: 'sre',
  orgId: 1,
  name: 'SRE metrics',
  type: 'stackflow-sremetrics-datasource',
  typeName: 'StackFlow SRE Metrics',
  typeLogoUrl: '',
  access: 'proxy',
  url: '',
  user: '',
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Grafana's type still requires it
  database: '',
  basicAuth: false,
  basicAuthUser: '',
  withCredentials: false,
  isDefault: false,
  jsonData: {},
  secureJsonFields: {},
  readOnly: false,
};

/** Shows the settings page the way Grafana does: what it changes, it is given back. */
function show(settings: Partial<Settings> = {}) {
  let current: Settings = { ...blank, ...settings };
  function Page() {
    const [options, setOptions] = useState(current);
    return (
      <ConfigEditor
        options={options}
        onOptionsChange={(changed) => {
          current = changed;
          setOptions(changed);
        }}
      />
    );
  }
  render(<Page />);
  return { settings: () => current };
}

/** A field's label is followed by its help, and by a star where it is required. */
const field = (label: string) =>
  screen.getByLabelText(new RegExp(`^${label.replace(/[()]/g, '\\$&')}`), {
    selector: 'input:not([type=radio]), textarea',
  });
const enter = (label: string, text: string) => userEvent.type(field(label), text);
const pick = (group: string, option: string) =>
  userEvent.click(within(screen.getByRole('radiogroup', { name: group })).getByRole('radio', { name: option }));

beforeEach(() => {
  const answers = new Map<string | undefined, unknown>([
    ['github-sync', { repositories: [], limits: [] }],
    ['cloudwatch-publishing', []],
    ['slo-definitions', { slos: [], writable: { allowed: true } }],
  ]);
  setServer(({ url }) => answers.get(url.split('/').at(-1)));
});

test('the page has six named sections', () => {
  show();
  for (const name of [L.connection, L.authentication, L.tls, L.limits, L.slos, L.cloudWatch]) {
    expect(screen.getByRole('group', { name })).toBeInTheDocument();
  }
});

test('a password sign-in is entered as the backend expects it', async () => {
  const page = show();
  await enter(L.host, 'db.example.com');
  await enter(L.port, '6432');
  await enter(L.database, 'stackflow');
  await enter(L.user, 'grafana');
  await enter(L.password, 's3cret');
  await enter(L.maxConnections, '4');
  await enter(L.statementTimeoutSeconds, '15');
  await enter(L.changesGapHours, '72');
  await enter(L.syncGapHours, '48');
  const { jsonData, secureJsonData } = page.settings();
  expect(secureJsonData).toEqual({ password: 's3cret' });
  expect(JSON.stringify(jsonData)).not.toContain('s3cret');
  expect(parseSettings(jsonData, secureJsonData)).toEqual({
    ok: true,
    settings: {
      host: 'db.example.com',
      port: 6432,
      database: 'stackflow',
      user: 'grafana',
      tls: { mode: 'verify', caPem: null },
      auth: { method: 'password', password: 's3cret' },
      maxConnections: 4,
      statementTimeoutSeconds: 15,
      edits: { slos: false, gate: false, writerHost: 'db.example.com' },
      publishing: { enabled: false },
      showEditorsTo: 'editors',
      teams: [],
      usualGaps: { changes: 72, incidents: null, sync: 48, downtime: null },
    },
  });
});

test('who reads the names of editors is chosen', async () => {
  const page = show({ jsonData: { host: 'db', database: 'stackflow', user: 'grafana' } });
  const audiences = screen.getByRole('radiogroup', { name: L.showEditorsTo });
  expect(within(audiences).getByRole('radio', { name: 'Editors' })).toBeChecked();
  await pick(L.showEditorsTo, 'Admins');
  expect(page.settings().jsonData).toMatchObject({ showEditorsTo: 'admins' });
});

test('the teams that the data source is limited to are entered, each by Enter or by leaving the field', async () => {
  const page = show({ jsonData: { host: 'db', database: 'stackflow', user: 'grafana' } });
  await enter(L.teams, 'Sales{Enter}Data and AI');
  await userEvent.tab();
  expect(parseSettings(page.settings().jsonData, { password: 'p' })).toMatchObject({
    settings: { teams: ['Sales', 'Data and AI'] },
  });
  await userEvent.click(screen.getByRole('button', { name: /Sales/ }));
  expect(page.settings().jsonData.teams).toEqual(['Data and AI']);
});

test.each([['Sales'], [null], [[1, 'Sales']]])('the page bears teams that are no names: %j', (teams) => {
  show({ jsonData: { teams } as unknown as SreJson });
  expect(field(L.teams)).toBeInTheDocument();
});

test('an IAM sign-in is entered as the backend expects it', async () => {
  const page = show({ jsonData: { host: 'db', database: 'stackflow', user: 'grafana' } });
  await pick(L.authMethod, 'AWS IAM');
  expect(screen.queryByLabelText(/^Password/, { selector: 'input[type=password]' })).not.toBeInTheDocument();
  await enter(L.awsRegion, 'eu-central-1');
  await enter(L.awsAccessKeyId, 'AKIA');
  await enter(L.awsSecretAccessKey, 'shh');
  await enter(L.awsAssumeRoleArn, 'arn:aws:iam::1:role/r');
  await enter(L.awsExternalId, 'x1');
  const { jsonData, secureJsonData } = page.settings();
  expect(parseSettings(jsonData, secureJsonData)).toMatchObject({
    ok: true,
    settings: {
      auth: {
        method: 'iam',
        region: 'eu-central-1',
        credentials: { source: 'keys', accessKeyId: 'AKIA', secretAccessKey: 'shh' },
        assumedRole: { roleArn: 'arn:aws:iam::1:role/r', externalId: 'x1' },
      },
    },
  });
});

test('IAM behind an alias is entered as the backend expects it', async () => {
  const page = show({
    jsonData: { host: 'db.example.com', database: 'stackflow', user: 'grafana', authMethod: 'iam' },
  });
  await enter(L.awsRegion, 'eu-central-1');
  await enter(L.awsTokenHost, 'c1.cluster-ro-x.eu-central-1.rds.amazonaws.com');
  expect(parseSettings(page.settings().jsonData, {})).toMatchObject({
    ok: true,
    settings: { host: 'db.example.com', auth: { tokenHost: 'c1.cluster-ro-x.eu-central-1.rds.amazonaws.com' } },
  });
});

test('what may be edited, and where that is written, is entered as the backend expects it', async () => {
  const page = show({ jsonData: { host: 'db', database: 'stackflow', user: 'grafana' } });
  await userEvent.click(screen.getByRole('switch', { name: new RegExp(`^${L.allowSloEdits}`) }));
  await userEvent.click(screen.getByRole('switch', { name: new RegExp(`^${L.allowGateOverrides}`) }));
  await enter(L.writerHost, 'writer');
  expect(parseSettings(page.settings().jsonData, { password: 'p' })).toMatchObject({
    settings: { edits: { slos: true, gate: true, writerHost: 'writer' } },
  });
});

describe('TLS', () => {
  test('a CA certificate is asked for only where it is checked', async () => {
    const page = show();
    await enter(L.tlsCaCert, 'PEM');
    expect(page.settings().secureJsonData).toEqual({ tlsCaCert: 'PEM' });
    await pick(L.tlsMode, 'Require');
    expect(page.settings().jsonData.tlsMode).toBe('require');
    expect(screen.queryByLabelText(/^CA certificate/)).not.toBeInTheDocument();
  });

  test('IAM without TLS is told at once', async () => {
    show({ jsonData: { authMethod: 'iam' } });
    expect(screen.queryByText(/IAM sign-in needs TLS/)).not.toBeInTheDocument();
    await pick(L.tlsMode, 'Off');
    expect(screen.getByText(/IAM sign-in needs TLS/)).toBeVisible();
  });
});

describe('secrets', () => {
  test('a stored one is never shown, and can be reset and set anew', async () => {
    const page = show({ secureJsonFields: { password: true } });
    expect(field(L.password)).toHaveValue('configured');
    expect(field(L.password)).toBeDisabled();
    await userEvent.click(screen.getByRole('button', { name: 'Reset' }));
    expect(page.settings()).toMatchObject({ secureJsonFields: { password: false }, secureJsonData: { password: '' } });
    await enter(L.password, 'new');
    expect(page.settings().secureJsonData).toEqual({ password: 'new' });
  });

  test('the CA certificate likewise, without touching the password', async () => {
    const page = show({ secureJsonFields: { password: true, tlsCaCert: true } });
    const tls = within(screen.getByRole('group', { name: L.tls }));
    await userEvent.click(tls.getByRole('button', { name: 'Reset' }));
    expect(page.settings().secureJsonFields).toEqual({ password: true, tlsCaCert: false });
  });

  test('half a key pair is told', async () => {
    show({ jsonData: { authMethod: 'iam' } });
    await enter(L.awsAccessKeyId, 'AKIA');
    expect(screen.getByText(/Enter the secret access key too/)).toBeVisible();
    await enter(L.awsSecretAccessKey, 'shh');
    expect(screen.queryByText(/Enter the secret access key too/)).not.toBeInTheDocument();
  });
});

test('a provisioned data source can be read and not changed', async () => {
  const jsonData: SreJson = { host: 'db', authMethod: 'iam', port: '5433', allowSloEdits: true };
  show({ readOnly: true, jsonData, secureJsonFields: { tlsCaCert: true, awsAccessKeyId: true } });
  const controls = [
    ...screen.getAllByRole('textbox'),
    ...screen.getAllByRole('spinbutton'),
    ...screen.getAllByRole('radio'),
    ...screen.getAllByRole('switch'),
  ];
  expect(controls.length).toBeGreaterThan(10);
  for (const control of controls) {
    expect(control).toBeDisabled();
  }
  expect(field(L.host)).toHaveValue('db');
  expect(field(L.port)).toHaveValue(5433);
  // SLOs are in the database, not in the file.
  await screen.findByRole('button', { name: SLO_LABELS.create });
  expect(screen.queryByRole('button', { name: 'Reset' })).not.toBeInTheDocument();
});

describe('numbers', () => {
  test.each(['0', '70000', '1.5'])('%s is no port', async (text) => {
    show();
    await enter(L.port, text);
    expect(screen.getByText('Enter a whole number from 1 to 65535, or leave it blank for 5432.')).toBeVisible();
  });

  test('a blank one is left to the default', async () => {
    const page = show({ jsonData: { port: 6432 } });
    await userEvent.clear(field(L.port));
    expect(page.settings().jsonData.port).toBeUndefined();
  });
});

describe('the note on rights', () => {
  const note = () => screen.getByRole('status', { name: L.readerRole });

  test('grants the reader role to the entered user', async () => {
    show();
    await enter(L.user, 'grafana-ro');
    expect(note()).toHaveTextContent('grant sre_metrics_reader to "grafana-ro";');
    expect(note()).not.toHaveTextContent('rds_iam');
  });

  test("grants AWS's own role too for an IAM sign-in", () => {
    show({ jsonData: { user: 'grafana', authMethod: 'iam' } });
    expect(note()).toHaveTextContent('grant sre_metrics_reader to grafana; grant rds_iam to grafana;');
  });
});
