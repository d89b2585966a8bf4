import { css } from '@emotion/css';
import { dateTimeFormat } from '@grafana/data';
import { Badge, InteractiveTable } from '@grafana/ui';
import type { BadgeColor, Column, IconName } from '@grafana/ui';
import React from 'react';

import { CLOUDWATCH_LABELS } from '../../labels/control-labels';
import { PUBLISHED_KIND_LABELS, PUBLISHING_STATE_LABELS } from '../../model/publishing-status';
import type { PublishingItem, PublishingState } from '../../model/publishing-status';
import { troublesOf } from './publishing-words';

/** One row for each destination and kind, with what is wrong below its state. */
export function PublishingTable({ items }: { readonly items: readonly PublishingItem[] }) {
  return (
    <InteractiveTable
      columns={COLUMNS}
      data={[...items]}
      getRowId={({ destination, kind }) => `${destination} ${kind}`}
    />
  );
}

const COLUMNS: Array<Column<PublishingItem>> = [
  { id: 'destination', header: CLOUDWATCH_LABELS.destination },
  {
    id: 'kind',
    header: CLOUDWATCH_LABELS.metrics,
    cell: ({ row: { original } }) => PUBLISHED_KIND_LABELS[original.kind],
  },
  { id: 'state', header: CLOUDWATCH_LABELS.state, cell: ({ row: { original } }) => <State item={original} /> },
  {
    id: 'lastPublishedHour',
    header: CLOUDWATCH_LABELS.lastHour,
    cell: ({ row: { original } }) => <LastHour at={original.lastPublishedHour} />,
  },
];

interface Look {
  readonly color: BadgeColor;
  readonly icon: IconName;
}

const LOOKS: Readonly<Record<PublishingState, Look>> = {
  current: { color: 'green', icon: 'check' },
  behind: { color: 'orange', icon: 'clock-nine' },
  failing: { color: 'red', icon: 'exclamation-triangle' },
};

function State({ item }: { readonly item: PublishingItem }) {
  return (
    <>
      <Badge text={PUBLISHING_STATE_LABELS[item.state]} {...LOOKS[item.state]} />
      {troublesOf(item).map((trouble) => (
        <div key={trouble}>{trouble}</div>
      ))}
    </>
  );
}

function LastHour({ at }: { readonly at: string | null }) {
  return at === null ? (
    <>–</>
  ) : (
    <time dateTime={at} className={oneLine}>
      {dateTimeFormat(at, { format: 'YYYY-MM-DD HH:mm' })}
    </time>
  );
}

const oneLine = css({ whiteSpace: 'nowrap' });
