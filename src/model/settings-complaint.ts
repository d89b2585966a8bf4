import type { z } from 'zod';

/** What is wrong with the settings. Holds no value of theirs, since it may be a secret. */
export interface SettingsComplaint {
  readonly field: string;
  readonly message: string;
}

export function complaintOf(error: z.ZodError): SettingsComplaint {
  const issue = error.issues[0];
  const field = issue?.path.join('.') ?? '';
  return field === ''
    ? { field, message: 'The settings must be JSON objects.' }
    : { field, message: `${field} ${issue?.message ?? 'is not valid'}.` };
}

/** Where one of two keys that go together is missing. */
export function halfAPair(keyField: string, secretField: string): SettingsComplaint {
  return {
    field: keyField,
    message: `${keyField} and ${secretField} go together; enter both, or neither for the default chain.`,
  };
}
