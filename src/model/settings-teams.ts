import { z } from 'zod';

import type { SettingsComplaint } from './settings-complaint';

/** The setting that limits a data source to teams. */

/** Most teams of one data source. */
export const MAX_TEAMS = 100;
/** Longest name of a team, in characters. */
export const MAX_TEAM_LENGTH = 500;

const teamSchema = z
  .string({ error: 'is not a text; enter the name of a team' })
  .min(1, { error: 'is blank; enter the name of a team' })
  .max(MAX_TEAM_LENGTH, { error: `is longer than ${MAX_TEAM_LENGTH} characters` })
  .refine((name) => name.trim() !== '', { error: 'is blank; enter the name of a team' })
  .refine((name) => !name.includes('\u0000'), { error: 'holds a NUL character, which no name has' });

/** Names as services bear them, to the letter. Whatever is no such list is refused, and never no limit. */
export const teamsSchema = z
  .array(teamSchema, { error: 'must be a list of names of teams' })
  .max(MAX_TEAMS, { error: `may hold ${MAX_TEAMS} names` })
  .default([]);

/** What is published is that of all teams, and readable by whoever reads CloudWatch. */
export const LIMITED_PUBLISHER: SettingsComplaint = {
  field: 'teams',
  message:
    'teams: a data source that is limited to teams cannot publish to CloudWatch, which shows all teams; publish from another data source or from the worker.',
};
