import type { DataSourceSettings } from '@grafana/data';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';

import { FailedAnswer, setServer } from '../../test/support/grafana-server';
import type { GrafanaServer } from '../../test/support/grafana-server';
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
  const { unmount } = render(<Page />);
  return { settings: () => current, unmount };
}

/** The same with the tab of the connection, and each of its sections unfolded. */
async function showConnection(settings: Partial<Settings> = {}) {
  const page = show(settings);
  await userEvent.click(tab(L.tabs.connection));
  await unfoldAll();
  return page;
}

/** A field's label is followed by its help, and by a star where it is required. */
const field = (label: string) =>
  screen.getByLabelText(new RegExp(`^${label.replace(/[()]/g, '\\$&')}`), {
    selector: 'input:not([type=radio]), textarea',
  });
const enter = (label: string, text: string) => userEvent.type(field(label), text);
const pick = (group: string, option: string) =>
  userEvent.click(within(screen.getByRole('radiogroup', { name: group })).getByRole('radio', { name: option }));

const RIGHTS = { reads: true, writesSlos: false, overridesGate: false, publishes: false };
const WRITABLE = { allowed: true };
let answers: Map<string | undefined, unknown>;
let server: GrafanaServer;
beforeEach(() => {
  window.localStorage.clear();
  answers = new Map<string | undefined, unknown>([
    ['connection-rights', RIGHTS],
    ['github-sync', { repositories: [], limits: [] }],
    ['cloudwatch-publishing', []],
    ['slo-definitions', { slos: [], writable: WRITABLE }],
    ['gate-decisions', { gated: [], enforced: true, policy: 'open' }],
    ['gate-blocked', { blocked: [], writable: WRITABLE }],
    ['gate-overrides', { overrides: [], writable: WRITABLE }],
  ]);
  server = setServer(({ url }) => answers.get(url.split('/').at(-1)));
});

/** A section of the page, folded or open, in the tab that is shown. */
const section = (name: string) => screen.getByRole('group', { name });
/** The button that folds a section; its name goes on with how the section stands. */
const header = (name: string) => within(section(name)).getAllByRole('button')[0] as HTMLElement;
const isOpen = (name: string) => header(name).getAttribute('aria-expanded') === 'true';
const tab = (name: string) => screen.getByRole('tab', { name });

async function unfoldAll() {
  for (const group of screen.getAllByRole('group')) {
    const [button] = within(group).queryAllByRole('button', { expanded: false });
    if (button !== undefined) {
      await userEvent.click(button);
    }
  }
}

describe('what is seen first', () => {
  const CONNECTION = [L.connection, L.tls, L.edits, L.limits, L.freshness, L.privacy, L.cloudWatch];

  test('of a new data source: the database alone is open', async () => {
    show();
    expect(await screen.findByText('not set up')).toBeVisible();
    expect(tab(L.tabs.connection)).toHaveAttribute('aria-selected', 'true');
    expect(CONNECTION.filter(isOpen)).toEqual([L.connection]);
    expect(header(L.connection)).toHaveTextContent('not set up');
  });

  test('of one that is connected: daily work, with the SLOs open', async () => {
    show({ jsonData: { host: 'db' } });
    expect(tab(L.tabs.daily)).toHaveAttribute('aria-selected', 'true');
    expect([L.slos, L.gate, L.gitHub].filter(isOpen)).toEqual([L.slos]);
    await userEvent.click(tab(L.tabs.connection));
    expect(CONNECTION.filter(isOpen)).toEqual([]);
    expect(header(L.connection)).toHaveTextContent('connected');
  });

  test('of one whose database does not answer: why, and another try; nothing else asks or complains', async () => {
    answers.set('connection-rights', new FailedAnswer(502, { message: 'Aurora does not answer.' }));
    show({ jsonData: { host: 'db' } });
    const why = await screen.findByText('Aurora does not answer.');
    await waitFor(() => expect(why).toBeVisible());
    expect(header(L.connection)).toHaveTextContent('not connected');
    expect(server.requests).toHaveLength(1);
    answers.set('connection-rights', RIGHTS);
    await userEvent.click(screen.getByRole('button', { name: L.retry }));
    await userEvent.click(tab(L.tabs.daily));
    expect(await screen.findByText(/^No SLOs yet/)).toBeVisible();
  });
});

describe('folding', () => {
  test('what was opened and the tab that was chosen are remembered, of each data source for itself', async () => {
    const jsonData = { host: 'db' };
    const first = show({ jsonData });
    await userEvent.click(tab(L.tabs.connection));
    await userEvent.click(header(L.limits));
    first.unmount();
    const again = show({ jsonData });
    expect(isOpen(L.limits)).toBe(true);
    again.unmount();
    show({ jsonData, uid: 'other' });
    expect(tab(L.tabs.daily)).toHaveAttribute('aria-selected', 'true');
  });

  test('an error opens its section and stands beside the title; who folds it has peace, until the next look', async () => {
    const jsonData: SreJson = { host: 'db', maxConnections: 1000 };
    const page = show({ jsonData });
    await waitFor(() => expect(isOpen(L.limits)).toBe(true));
    expect(header(L.limits)).toHaveTextContent('out of range');
    await userEvent.click(header(L.limits));
    expect(isOpen(L.limits)).toBe(false);
    expect(header(L.limits)).toHaveTextContent('out of range');
    page.unmount();
    show({ jsonData });
    await waitFor(() => expect(isOpen(L.limits)).toBe(true));
  });

  test('a section of the other tab with an error opens that tab', async () => {
    answers.set('slo-definitions', new FailedAnswer(502, { message: 'No SLOs today.' }));
    const page = show({ jsonData: { host: 'db' } });
    await userEvent.click(tab(L.tabs.connection));
    page.unmount();
    show({ jsonData: { host: 'db' } });
    const why = await screen.findByText('No SLOs today.');
    await waitFor(() => expect(why).toBeVisible());
    expect(tab(L.tabs.daily)).toHaveAttribute('aria-selected', 'true');
  });

  test('each section says how it stands while it is folded', async () => {
    answers.set('connection-rights', { ...RIGHTS, overridesGate: true });
    show({ jsonData: { host: 'db', user: 'grafana', allowGateOverrides: true, teams: ['Sales'], tlsMode: 'require' } });
    await userEvent.click(tab(L.tabs.connection));
    const words = (name: string) => header(name).textContent.slice(name.length);
    await waitFor(() => expect(words(L.edits)).toBe('gate granted'));
    expect([L.tls, L.limits, L.freshness, L.privacy, L.cloudWatch].map(words)).toEqual([
      'certificate not checked',
      'as by default',
      'as its own past has it',
      '1 team',
      'off',
    ]);
  });
});

test('a password sign-in is entered as the backend expects it', async () => {
  const page = await showConnection();
  await enter(L.host, 'db.example.com');
  await enter(L.port, '6432');
  await enter(L.database, 'stackflow');
  await enter(L.user, 'grafana');
  await enter(L.password, 's3cret');
  await enter(L.maxConnections, '4');
  await enter(L.statementTimeoutSeconds, '15');
  expect(field(L.storedCells)).toBeChecked();
  await userEvent.click(field(L.storedCells));
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
      storedCells: false,
      teams: [],
      usualGaps: { changes: 72, incidents: null, sync: 48, downtime: null },
    },
  });
});

test('who reads the names of editors is chosen', async () => {
  const page = await showConnection({ jsonData: { host: 'db', database: 'stackflow', user: 'grafana' } });
  const audiences = screen.getByRole('radiogroup', { name: L.showEditorsTo });
  expect(within(audiences).getByRole('radio', { name: 'Editors' })).toBeChecked();
  await pick(L.showEditorsTo, 'Admins');
  expect(page.settings().jsonData).toMatchObject({ showEditorsTo: 'admins' });
});

test('the teams that the data source is limited to are entered, each by Enter or by leaving the field', async () => {
  const page = await showConnection({ jsonData: { host: 'db', database: 'stackflow', user: 'grafana' } });
  await enter(L.teams, 'Sales{Enter}Data and AI');
  await userEvent.tab();
  expect(parseSettings(page.settings().jsonData, { password: 'p' })).toMatchObject({
    settings: { teams: ['Sales', 'Data and AI'] },
  });
  await userEvent.click(screen.getByRole('button', { name: /Sales/ }));
  expect(page.settings().jsonData.teams).toEqual(['Data and AI']);
});

test.each([['Sales'], [null], [[1, 'Sales']]])('the page bears teams that are no names: %j', async (teams) => {
  await showConnection({ jsonData: { teams } as unknown as SreJson });
  expect(field(L.teams)).toBeInTheDocument();
});

test('an IAM sign-in is entered as the backend expects it', async () => {
  const page = await showConnection({ jsonData: { host: 'db', database: 'stackflow', user: 'grafana' } });
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
  const page = await showConnection({
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
  const page = await showConnection({ jsonData: { host: 'db', database: 'stackflow', user: 'grafana' } });
  await userEvent.click(screen.getByRole('switch', { name: new RegExp(`^${L.allowSloEdits}`) }));
  await userEvent.click(screen.getByRole('switch', { name: new RegExp(`^${L.allowGateOverrides}`) }));
  await enter(L.writerHost, 'writer');
  expect(parseSettings(page.settings().jsonData, { password: 'p' })).toMatchObject({
    settings: { edits: { slos: true, gate: true, writerHost: 'writer' } },
  });
});

describe('TLS', () => {
  test('a CA certificate is asked for only where it is checked', async () => {
    const page = await showConnection();
    await enter(L.tlsCaCert, 'PEM');
    expect(page.settings().secureJsonData).toEqual({ tlsCaCert: 'PEM' });
    await pick(L.tlsMode, 'Require');
    expect(page.settings().jsonData.tlsMode).toBe('require');
    expect(screen.queryByLabelText(/^CA certificate/)).not.toBeInTheDocument();
  });

  test('IAM without TLS is told at once', async () => {
    await showConnection({ jsonData: { authMethod: 'iam' } });
    expect(screen.queryByText(/IAM sign-in needs TLS/)).not.toBeInTheDocument();
    await pick(L.tlsMode, 'Off');
    expect(screen.getByText(/IAM sign-in needs TLS/)).toBeVisible();
  });
});

describe('secrets', () => {
  test('a stored one is never shown, and can be reset and set anew', async () => {
    const page = await showConnection({ secureJsonFields: { password: true } });
    expect(field(L.password)).toHaveValue('configured');
    expect(field(L.password)).toBeDisabled();
    await userEvent.click(screen.getByRole('button', { name: 'Reset' }));
    expect(page.settings()).toMatchObject({ secureJsonFields: { password: false }, secureJsonData: { password: '' } });
    await enter(L.password, 'new');
    expect(page.settings().secureJsonData).toEqual({ password: 'new' });
  });

  test('the CA certificate likewise, without touching the password', async () => {
    const page = await showConnection({ secureJsonFields: { password: true, tlsCaCert: true } });
    const tls = within(screen.getByRole('group', { name: L.tls }));
    await userEvent.click(tls.getByRole('button', { name: 'Reset' }));
    expect(page.settings().secureJsonFields).toEqual({ password: true, tlsCaCert: false });
  });

  test('half a key pair is told', async () => {
    await showConnection({ jsonData: { authMethod: 'iam' } });
    await enter(L.awsAccessKeyId, 'AKIA');
    expect(screen.getByText(/Enter the secret access key too/)).toBeVisible();
    await enter(L.awsSecretAccessKey, 'shh');
    expect(screen.queryByText(/Enter the secret access key too/)).not.toBeInTheDocument();
  });
});

test('a provisioned data source can be read and not changed', async () => {
  const jsonData: SreJson = { host: 'db', authMethod: 'iam', port: '5433', allowSloEdits: true };
  await showConnection({ readOnly: true, jsonData, secureJsonFields: { tlsCaCert: true, awsAccessKeyId: true } });
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
  await userEvent.click(tab(L.tabs.daily));
  await screen.findByRole('button', { name: SLO_LABELS.create });
  expect(screen.queryByRole('button', { name: 'Reset' })).not.toBeInTheDocument();
});

describe('numbers', () => {
  test.each(['0', '70000', '1.5'])('%s is no port', async (text) => {
    await showConnection();
    await enter(L.port, text);
    expect(screen.getByText('Enter a whole number from 1 to 65535, or leave it blank for 5432.')).toBeVisible();
  });

  test('a blank one is left to the default', async () => {
    const page = await showConnection({ jsonData: { port: 6432 } });
    await userEvent.clear(field(L.port));
    expect(page.settings().jsonData.port).toBeUndefined();
  });
});

describe('the grants', () => {
  const sqlOf = (role: string) => screen.queryByText(new RegExp(`^grant ${role} to`));
  const jsonData: SreJson = { host: 'db', user: 'grafana-ro', allowSloEdits: true, allowGateOverrides: true };

  test('are behind a click while nobody knows what is missing', async () => {
    await showConnection();
    await enter(L.user, 'grafana-ro');
    expect(sqlOf('sre_metrics_reader')).not.toBeVisible();
    await userEvent.click(screen.getByText(`${L.readerRole}: the SQL that grants it`));
    expect(sqlOf('sre_metrics_reader')).toHaveTextContent('grant sre_metrics_reader to "grafana-ro";');
    expect(sqlOf('sre_metrics_reader')).not.toHaveTextContent('rds_iam');
  });

  test("name AWS's own role too for an IAM sign-in", async () => {
    await showConnection({ jsonData: { user: 'grafana', authMethod: 'iam' } });
    expect(sqlOf('sre_metrics_reader')).toHaveTextContent(
      'grant sre_metrics_reader to grafana; grant rds_iam to grafana;'
    );
  });

  test('are in view where they are missing, and say so beside the title', async () => {
    answers.set('connection-rights', { reads: false, writesSlos: null, overridesGate: null, publishes: null });
    show({ jsonData });
    const title = await screen.findByText(`${L.readerRole} is missing`);
    await waitFor(() => expect(title).toBeVisible());
    expect(sqlOf('sre_metrics_reader')).toHaveTextContent('grant sre_metrics_reader to "grafana-ro";');
    expect(sqlOf('sre_metrics_reader')).toBeVisible();
    expect(header(L.connection)).toHaveTextContent(`${L.readerRole} missing`);
  });

  test('of edits are in view where edits are allowed and not granted; those there are can still be read', async () => {
    answers.set('connection-rights', { ...RIGHTS, overridesGate: true });
    show({ jsonData });
    const title = await screen.findByText(`${L.editorRole} is missing`);
    await waitFor(() => expect(title).toBeVisible());
    expect(sqlOf('sre_metrics_slo_editor')).toHaveTextContent('grant sre_metrics_slo_editor to "grafana-ro";');
    expect(isOpen(L.edits)).toBe(true);
    expect(sqlOf('sre_metrics_gate_editor')).not.toBeVisible();
    await userEvent.click(screen.getByText(`${L.gateEditorRole}: granted`));
    expect(sqlOf('sre_metrics_gate_editor')).toBeVisible();
  });

  test('of another user than the saved one are not known', async () => {
    answers.set('connection-rights', { ...RIGHTS, writesSlos: true });
    await showConnection({ jsonData });
    expect(await screen.findByText(`${L.editorRole}: granted`)).toBeVisible();
    await enter(L.user, '2');
    expect(screen.queryByText(`${L.editorRole}: granted`)).not.toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });
});
