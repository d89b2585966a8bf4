import { Alert, Button } from '@grafana/ui';
import React, { useState } from 'react';

import { CLOUDWATCH_LABELS } from '../../labels/control-labels';
import { publishingCheckSchema } from '../../model/publishing-status';
import type { PublishingCheck } from '../../model/publishing-status';
import { failureOf } from '../backend-calls/call-failure';
import { resourceCaller } from '../backend-calls/resource-call';

/**
 * Tests whether the saved settings may publish, without publishing anything.
 *
 * @param uid of a data source that is stored
 */
export function PermissionTest({ uid }: { readonly uid: string }) {
  const [isRunning, setIsRunning] = useState(false);
  const [check, setCheck] = useState<PublishingCheck | null>(null);
  const run = async () => {
    setIsRunning(true);
    setCheck(null);
    setCheck(await outcomeOf(uid));
    setIsRunning(false);
  };
  return (
    <>
      <p>
        <Button variant="secondary" icon="shield" disabled={isRunning} onClick={() => void run()}>
          {isRunning ? CLOUDWATCH_LABELS.testing : CLOUDWATCH_LABELS.test}
        </Button>
      </p>
      {check !== null && (
        <Alert
          title={check.permitted ? CLOUDWATCH_LABELS.permitted : CLOUDWATCH_LABELS.refused}
          severity={check.permitted ? 'success' : 'error'}
        >
          {check.message}
        </Alert>
      )}
    </>
  );
}

async function outcomeOf(uid: string): Promise<PublishingCheck> {
  try {
    return await resourceCaller(uid)({ method: 'POST', path: 'cloudwatch-check' }, publishingCheckSchema);
  } catch (error) {
    return { permitted: false, message: failureOf(error).message };
  }
}
