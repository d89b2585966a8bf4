import { Alert, Button, FilterInput, Stack } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import type { KeyboardEvent } from 'react';

import { SLO_LABELS } from '../../labels/control-labels';
import type { SloDefinitionsResponse, SloItem } from '../../model/resources';
import { useReportedStatus } from '../sections/reported-status';
import { counted, good, off, warning } from '../sections/section-status';
import type { SloDialog } from './SloDialogs';
import { SloTable } from './SloTable';
import type { SwitchSlo } from './use-slo-switch';

/** Up to so many SLOs are found by looking. */
const SEARCH_FROM = 10;
const SEARCH_WIDTH = 40;

interface Props {
  readonly answer: SloDefinitionsResponse;
  readonly onOpen: (dialog: SloDialog) => void;
  readonly onSwitch: SwitchSlo;
}

export function SloList({ answer: { slos, writable }, onOpen, onSwitch }: Props) {
  useReportedStatus(slos.length === 0 ? warning('none yet') : good(counted(slos.length, 'SLO')));
  useReportedStatus(writable.allowed ? null : off('read-only'));
  const [search, setSearch] = useState('');
  const found = useMemo(() => slos.filter((slo) => matches(slo, search)), [slos, search]);
  return (
    <Stack direction="column" gap={2}>
      {!writable.allowed && (
        <Alert title={SLO_LABELS.readOnly} severity="info" bottomSpacing={0}>
          {writable.reason}
        </Alert>
      )}
      <Stack justifyContent="space-between" wrap="wrap">
        {slos.length >= SEARCH_FROM ? (
          <FilterInput
            aria-label={SLO_LABELS.search}
            placeholder="Service, SLO, team or editor"
            width={SEARCH_WIDTH}
            escapeRegex={false}
            value={search}
            onChange={setSearch}
            onKeyDown={keepFormUnsent}
          />
        ) : (
          <span />
        )}
        {writable.allowed && (
          <Stack gap={1}>
            <Button icon="heart-rate" variant="secondary" fill="outline" onClick={() => onOpen({ kind: 'monitoring' })}>
              {SLO_LABELS.monitoring}
            </Button>
            <Button icon="plus" variant="secondary" onClick={() => onOpen({ kind: 'create' })}>
              {SLO_LABELS.create}
            </Button>
          </Stack>
        )}
      </Stack>
      {slos.length === 0 && <p>No SLOs yet. An SLO says how available a service has to be.</p>}
      {slos.length > 0 && found.length === 0 && <p>No SLO matches “{search}”.</p>}
      {found.length > 0 && (
        // Another search starts at its first page.
        <SloTable key={search} slos={found} writable={writable.allowed} onOpen={onOpen} onSwitch={onSwitch} />
      )}
    </Stack>
  );
}

function matches({ definition, team, updatedBy }: SloItem, search: string): boolean {
  const texts = [definition.service, definition.name, team ?? '', updatedBy ?? ''];
  return texts.some((text) => text.toLowerCase().includes(search.trim().toLowerCase()));
}

/** Enter in a field of the settings page saves the data source. */
function keepFormUnsent(event: KeyboardEvent): void {
  if (event.key === 'Enter') {
    event.preventDefault();
  }
}
