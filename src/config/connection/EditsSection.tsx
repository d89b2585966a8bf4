import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { RoleNote } from '../fields/RoleNote';
import { SwitchSetting } from '../fields/SwitchSetting';
import { WriterHostSetting } from '../fields/WriterHostSetting';
import { FoldingSection } from '../sections/FoldingSection';
import { good, off } from '../sections/section-status';
import type { SectionStatus } from '../sections/section-status';
import type { ConfigProps } from '../types';
import { useRights } from './connection-context';

const SLO_EDITOR = {
  name: 'sre_metrics_slo_editor',
  title: CONFIG_LABELS.editorRole,
  adds: 'It adds the right to write SLOs, and nothing else.',
} as const;

const GATE_EDITOR = {
  name: 'sre_metrics_gate_editor',
  title: CONFIG_LABELS.gateEditorRole,
  adds: 'It adds the right to override the gate and to release changes, and nothing else.',
} as const;

/** What Editors may change through this data source, and where that is written. */
export function EditsSection({ settings }: { readonly settings: ConfigProps }) {
  const { allowSloEdits, allowGateOverrides, user } = settings.options.jsonData;
  const rights = useRights(user);
  const ofSlos = allowSloEdits === true;
  const ofGate = allowGateOverrides === true;
  return (
    <FoldingSection
      settings={settings}
      name="edits"
      title={CONFIG_LABELS.edits}
      statuses={[
        ...(ofSlos ? statusOf('SLOs', rights?.writesSlos ?? null) : []),
        ...(ofGate ? statusOf('gate', rights?.overridesGate ?? null) : []),
        ...(ofSlos || ofGate ? [] : [off('off')]),
      ]}
    >
      <SwitchSetting
        settings={settings}
        setting="allowSloEdits"
        label={CONFIG_LABELS.allowSloEdits}
        help="Grafana's Editors and Admins may then create and change SLOs; who changed what, and when, is kept. Applies once the data source is saved."
      />
      {ofSlos && <RoleNote settings={settings} role={SLO_EDITOR} isGranted={rights?.writesSlos ?? null} />}
      <SwitchSetting
        settings={settings}
        setting="allowGateOverrides"
        label={CONFIG_LABELS.allowGateOverrides}
        help="Grafana's Editors and Admins may then let changes of a gated service through; who did, why, and until when, is kept. Applies once the data source is saved."
      />
      {ofGate && <RoleNote settings={settings} role={GATE_EDITOR} isGranted={rights?.overridesGate ?? null} />}
      {(ofSlos || ofGate) && <WriterHostSetting settings={settings} />}
    </FoldingSection>
  );
}

/** A right that is missing is told by its note. */
function statusOf(what: string, isGranted: boolean | null): SectionStatus[] {
  return isGranted === null ? [off(`${what} on`)] : isGranted ? [good(`${what} granted`)] : [];
}
