// A refused or failed command as a thrown value. Decide by `code`, show `message` and `advice`, never parse them.
import type { Code, CommandError } from './generated';

export class CommandFailure extends Error implements CommandError {
  readonly code: Code;
  readonly advice: string;
  readonly twilioCode: number | null;

  constructor(error: CommandError) {
    super(error.message);
    this.name = 'CommandFailure';
    this.code = error.code;
    this.advice = error.advice;
    this.twilioCode = error.twilioCode ?? null;
  }
}

/** Whatever was thrown, as a failure a person can be shown. */
export function asFailure(thrown: unknown): CommandFailure {
  if (thrown instanceof CommandFailure) return thrown;
  if (isCommandError(thrown)) return new CommandFailure(thrown);
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new CommandFailure({ code: 'internal', message: `Anteroom could not do that: ${detail}`, advice: 'Try again.' });
}

function isCommandError(value: unknown): value is CommandError {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value && 'advice' in value;
}
