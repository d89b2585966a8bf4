import { stringify } from 'yaml';

import { shortHash } from './chosen-rules';
import type { ExportedGroup, ProvisionedRule } from './chosen-rules';

/** Rule groups in the forms that Grafana and its tools take. */

export const EXPORT_FORMATS = ['yaml', 'terraform', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export function printGroups(groups: readonly ExportedGroup[], format: ExportFormat): string {
  switch (format) {
    case 'yaml':
      return stringify(
        { apiVersion: 1, groups: groups.map(fileGroup) },
        { lineWidth: 0, aliasDuplicateObjects: false }
      );
    case 'terraform':
      return groups.map(terraformGroup).join('\n');
    case 'json':
      return `${JSON.stringify(groups.map(apiGroup), null, 2)}\n`;
  }
}

/**
 * A group as a provisioning file has it. Grafana expands environment variables in what people name, but neither in
 * annotations nor in queries.
 */
function fileGroup({ rules, ...group }: ExportedGroup): ExportedGroup {
  return {
    ...group,
    name: unexpanded(group.name),
    folder: unexpanded(group.folder),
    rules: rules.map(({ notification_settings: settings, ...rule }) => ({
      ...rule,
      title: unexpanded(rule.title),
      data: rule.data.map((node) => ({ ...node, datasourceUid: unexpanded(node.datasourceUid) })),
      ...(settings !== undefined && {
        notification_settings: { ...settings, receiver: unexpanded(settings.receiver) },
      }),
    })),
  };
}

const unexpanded = (text: string) => text.replaceAll('$', '$$$$');

const UNIT_SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** Seconds of a duration as Grafana writes it, of one unit. */
export function secondsOf(duration: string): number {
  const unit = (Object.keys(UNIT_SECONDS) as Array<keyof typeof UNIT_SECONDS>).find((name) => duration.endsWith(name));
  if (unit === undefined) {
    throw new Error(`${duration} is no duration of one unit`);
  }
  return Number(duration.slice(0, -1)) * UNIT_SECONDS[unit];
}

/**
 * A group as `PUT /api/v1/provisioning/folder/{folderUid}/rule-groups/{group}` takes it. The folder is known there by its
 * uid, which is in the address.
 */
function apiGroup({ name, folder, interval, rules }: ExportedGroup) {
  return {
    title: name,
    folderUid: folder,
    interval: secondsOf(interval),
    rules: rules.map(({ dashboardUid: _dashboard, panelId: _panel, keepFiringFor, ...rule }) => ({
      ...rule,
      orgID: 1,
      folderUID: folder,
      ruleGroup: name,
      ...(keepFiringFor !== undefined && { keep_firing_for: keepFiringFor }),
    })),
  };
}

/** A group as the resource `grafana_rule_group` of the provider grafana/grafana; `folder` is the folder's uid. */
function terraformGroup({ name, folder, interval, rules }: ExportedGroup): string {
  return block(`resource "grafana_rule_group" ${JSON.stringify(resourceName(name))}`, [
    `name = ${hcl(name)}`,
    `folder_uid = ${hcl(folder)}`,
    `interval_seconds = ${secondsOf(interval)}`,
    ...rules.map(terraformRule),
  ]);
}

/** Names that differ in what an identifier cannot hold get different ones. */
function resourceName(name: string): string {
  const id = name.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  return /^[A-Za-z0-9 ]+$/.test(name) ? id : `${id}_${shortHash(name)}`;
}

function terraformRule(rule: ProvisionedRule): string {
  const settings = rule.notification_settings;
  return block('rule', [
    `name = ${hcl(rule.title)}`,
    `condition = ${hcl(rule.condition)}`,
    `for = ${hcl(rule.for)}`,
    ...(rule.keepFiringFor === undefined ? [] : [`keep_firing_for = ${hcl(rule.keepFiringFor)}`]),
    `no_data_state = ${hcl(rule.noDataState)}`,
    `exec_err_state = ${hcl(rule.execErrState)}`,
    `is_paused = ${rule.isPaused}`,
    block(
      'annotations =',
      Object.entries(rule.annotations).map(([key, text]) => `${key} = ${hcl(text)}`)
    ),
    block(
      'labels =',
      Object.entries(rule.labels).map(([key, text]) => `${key} = ${hcl(text)}`)
    ),
    ...rule.data.map((node) =>
      block('data', [
        `ref_id = ${hcl(node.refId)}`,
        ...('queryType' in node ? [`query_type = ${hcl(node.queryType)}`] : []),
        `datasource_uid = ${hcl(node.datasourceUid)}`,
        block('relative_time_range', [`from = ${node.relativeTimeRange.from}`, `to = ${node.relativeTimeRange.to}`]),
        `model = ${hcl(JSON.stringify(node.model))}`,
      ])
    ),
    ...(settings === undefined
      ? []
      : [
          block('notification_settings', [
            `contact_point = ${hcl(settings.receiver)}`,
            `group_by = [${settings.group_by.map(hcl).join(', ')}]`,
            `group_wait = ${hcl(settings.group_wait)}`,
            `group_interval = ${hcl(settings.group_interval)}`,
            `repeat_interval = ${hcl(settings.repeat_interval)}`,
          ]),
        ]),
  ]);
}

/** A block with its body indented, as `terraform fmt` wants it but for aligned equal signs. */
function block(head: string, body: readonly string[]): string {
  return `${head} {\n${body.map((part) => part.trimEnd().replace(/^/gm, '  ')).join('\n')}\n}\n`;
}

/** A text in HCL: like one in JSON, but for the two marks of its own templates. */
function hcl(text: string): string {
  return JSON.stringify(text).replace(/[$%](?=\{)/g, (mark) => mark + mark);
}
