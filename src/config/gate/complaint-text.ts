import { GATE_LABELS } from '../../labels/control-labels';

/** A complaint as a form shows it: the field by its label, as on screen. */
export function complaintText(field: keyof typeof GATE_LABELS.fields, message: string): string {
  return message.startsWith(`${field} `) ? `${GATE_LABELS.fields[field]} ${message.slice(field.length + 1)}` : message;
}
