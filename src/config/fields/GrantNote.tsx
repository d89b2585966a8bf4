import { css } from '@emotion/css';
import { Alert, ClipboardButton } from '@grafana/ui';
import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { useReportedStatus } from '../sections/reported-status';
import { trouble } from '../sections/section-status';

interface Props {
  /** Of the right. */
  readonly title: string;
  /** A sentence that says what it is for. */
  readonly purpose: string;
  /** What gives the right. */
  readonly statements: readonly string[];
  /** Null while that is not known. */
  readonly isGranted: boolean | null;
}

/** The statements that give the database's user a right: in view where it is missing, else behind a click. */
export function GrantNote({ title, purpose, statements, isGranted }: Props) {
  useReportedStatus(isGranted === false ? trouble(`${title} missing`) : null);
  const sql = statements.join('\n');
  const how = (
    <>
      <p>{purpose} Run this in the database once, as its owner:</p>
      <pre>{sql}</pre>
      <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => sql}>
        {CONFIG_LABELS.copyGrant}
      </ClipboardButton>
    </>
  );
  return isGranted === false ? (
    <Alert title={`${title} is missing`} severity="warning">
      {how}
    </Alert>
  ) : (
    <details className={folded}>
      <summary>
        {title}: {isGranted === true ? 'granted' : 'the SQL that grants it'}
      </summary>
      {how}
    </details>
  );
}

const folded = css({
  marginBottom: 16,
  // Grafana's reset takes the marker away.
  summary: { display: 'list-item', cursor: 'pointer', width: 'fit-content' },
  'summary + p': { marginTop: 8 },
});
