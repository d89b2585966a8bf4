import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';

import { FailedAnswer, setServer } from '../../../test/support/grafana-server';
import { keepOpen } from '../../../test/support/kept-sections';
import { storedSettings } from '../../../test/support/slo-section';
import type { Options } from '../../../test/support/slo-section';
import { CLOUDWATCH_LABELS as L, CONFIG_LABELS as C } from '../../labels/control-labels';
import type { PublishingCheck, PublishingItem } from '../../model/publishing-status';
import { parseSettings } from '../../model/settings';
import { CloudWatchSection } from './CloudWatchSection';

const CONNECTION = { host: 'db', database: 'stackflow', user: 'grafana' };
const ON = { ...CONNECTION, cloudWatchPublishing: true, cloudWatchRegion: 'eu-central-1' };

const item = (changes: Partial<PublishingItem> = {}): PublishingItem => ({
  ...{ destination: 'eu-central-1 StackFlow/DORA', kind: 'dora', state: 'current', error: null },
  ...{ lastPublishedHour: '2026-08-20T09:00:00Z', backlogHours: 0, uncertainBatches: 0, lostHours: 0, drifted: 0 },
  ...changes,
});

interface Backend {
  status: readonly PublishingItem[] | FailedAnswer;
  check: PublishingCheck | FailedAnswer;
}

function show(jsonData: Options['jsonData'], answers: Partial<Backend> = {}) {
  const backend: Backend = { status: [], check: { permitted: true, message: 'Both are allowed.' }, ...answers };
  const server = setServer(({ url }) => (url.endsWith('/cloudwatch-check') ? backend.check : backend.status));
  let current: Options = { ...storedSettings, jsonData };
  function Page() {
    const [options, setOptions] = useState(current);
    current = options;
    return <CloudWatchSection settings={{ options, onOptionsChange: setOptions }} />;
  }
  render(<Page />);
  return { backend, server, options: () => current };
}

const toggle = (label: string) => userEvent.click(screen.getByRole('switch', { name: new RegExp(`^${label}`) }));
const enter = (label: string, text: string) =>
  userEvent.type(screen.getByLabelText(new RegExp(`^${label}`), { selector: 'input' }), text);
const cells = async () => within((await screen.findAllByRole('row'))[1] ?? document.body).getAllByRole('cell');

beforeEach(() => keepOpen('cloudwatch'));

describe('the settings', () => {
  test('publishing is off at first; turning it on asks where to and shows the grant', async () => {
    const page = show(CONNECTION);
    expect(screen.queryByLabelText(new RegExp(`^${C.cloudWatchRegion}`))).not.toBeInTheDocument();
    await toggle(C.cloudWatchPublishing);
    await enter(C.cloudWatchRegion, 'eu-central-1');
    await enter(C.cloudWatchDimensions, 'Environment=production');
    await enter(C.awsAssumeRoleArn, 'arn:aws:iam::123456789012:role/r');
    await enter(C.writerHost, 'writer');
    await toggle(C.cloudWatchSlos);
    await enter(C.cloudWatchSloNamespace, 'Acme/SLO');
    await userEvent.click(screen.getByText(`${C.publisherRole}: the SQL that grants it`));
    expect(screen.getByText('grant sre_metrics_publisher to grafana;')).toBeVisible();
    expect(parseSettings(page.options().jsonData, { password: 'p' })).toMatchObject({
      settings: {
        publishing: {
          enabled: true,
          writerHost: 'writer',
          destination: {
            region: 'eu-central-1',
            dimensions: { Environment: 'production' },
            isPublishingSlos: true,
            sloNamespace: 'Acme/SLO',
            assumedRole: { roleArn: 'arn:aws:iam::123456789012:role/r' },
          },
        },
      },
    });
  });

  test('keys are secrets', async () => {
    const page = show(ON);
    await enter(C.awsAccessKeyId, 'AKIA');
    expect(screen.getByText(/Enter the secret access key too/)).toBeVisible();
    await enter(C.awsSecretAccessKey, 'shh');
    const { jsonData, secureJsonData } = page.options();
    expect(secureJsonData).toEqual({ cloudWatchAccessKeyId: 'AKIA', cloudWatchSecretAccessKey: 'shh' });
    expect(jsonData).toEqual(ON);
  });
});

describe('the status', () => {
  test('is told of each kind, whoever publishes it', async () => {
    const { server } = show(CONNECTION, { status: [item()] });
    const texts = (await cells()).map(({ textContent }) => textContent);
    expect(texts).toEqual([
      'eu-central-1 StackFlow/DORA',
      'Deployment frequency, lead time, MTTR',
      'up to date',
      expect.stringMatching(/^2026-08-20 \d\d:00$/),
    ]);
    expect(server.requests.map(({ url }) => url)).toEqual(['/api/datasources/uid/sre/resources/cloudwatch-publishing']);
  });

  test.each<[Partial<PublishingItem>, string]>([
    [{ state: 'behind', backlogHours: 1 }, 'behind1 hour to be published.'],
    [{ state: 'failing', backlogHours: 2000, error: 'No access.' }, 'failing2,000 hours to be published.No access.'],
    [{ uncertainBatches: 2 }, '2 requests without an answer; CloudWatch is asked before anything is sent again.'],
    [{ lostHours: 3 }, '3 hours lost: CloudWatch takes nothing older than two weeks.'],
    [{ drifted: 1 }, '1 value corrected after publishing; CloudWatch keeps the old ones.'],
  ])('what is wrong stands beside it: %j', async (changes, text) => {
    show(CONNECTION, { status: [item(changes)] });
    expect((await cells())[2]).toHaveTextContent(text);
  });

  test('a dash where nothing is published yet, a sentence where nobody publishes', async () => {
    show(CONNECTION, { status: [item({ lastPublishedHour: null })] });
    expect((await cells())[3]).toHaveTextContent('–');
    show(CONNECTION);
    expect(await screen.findByText('Nothing has been published yet.')).toBeVisible();
  });

  test('a failure says what to do, and can be tried again', async () => {
    const { backend } = show(CONNECTION, { status: new FailedAnswer(503, { message: 'Aurora does not answer.' }) });
    expect(await screen.findByText('Aurora does not answer.')).toBeVisible();
    backend.status = [item()];
    await userEvent.click(screen.getByRole('button', { name: C.retry }));
    expect(await cells()).toHaveLength(4);
  });

  test('nothing is asked for before the connection is saved', () => {
    expect(show({}).server.requests).toEqual([]);
  });
});

test.each([
  [['current', 'current'], 'up to date'],
  [['current', 'behind'], 'behind'],
  [['behind', 'failing'], 'failing'],
] as const)('the worst of %j stands beside the title', async (states, words) => {
  show(ON, { status: states.map((state) => item({ state })) });
  const header = screen.getByRole('button', { name: /^CloudWatch/ });
  await waitFor(() => expect(header).toHaveTextContent(`CloudWatchon${words}`));
});

describe('the test of the permission', () => {
  const press = () => userEvent.click(screen.getByRole('button', { name: L.test }));

  test('says that publishing is permitted', async () => {
    const { server } = show(ON);
    await press();
    expect(await screen.findByText(L.permitted)).toBeVisible();
    expect(server.requests.at(-1)).toMatchObject({
      method: 'POST',
      url: '/api/datasources/uid/sre/resources/cloudwatch-check',
    });
  });

  test.each<[string, PublishingCheck | FailedAnswer]>([
    ['is refused', { permitted: false, message: 'cloudwatch:PutMetricData is missing.' }],
    ['fails', new FailedAnswer(403, { message: 'cloudwatch:PutMetricData is missing.' })],
  ])('says what is missing where it %s', async (_, check) => {
    show(ON, { check });
    await press();
    expect(await screen.findByText(L.refused)).toBeVisible();
    expect(screen.getByText('cloudwatch:PutMetricData is missing.')).toBeVisible();
  });

  test('is of what is saved, so there is none before', async () => {
    show(CONNECTION);
    await toggle(C.cloudWatchPublishing);
    expect(screen.queryByRole('button', { name: L.test })).not.toBeInTheDocument();
  });
});
