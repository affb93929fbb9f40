import { OWN_SOURCE } from '../notices/own-source.ts';
import { CANARY_SOURCE } from './canary.ts';

/** Longest name of a sender, in characters. */
export const MAX_SOURCE_LENGTH = 128;

/** What is said of a name no sender has. */
export const RESERVED_SOURCE = 'is the name under which the relay speaks of itself: choose another';

/**
 * Whether the relay speaks for itself by this name. What a sender said by it
 * would count as the relay's: it could end what the relay has to tell, and no
 * silence would hold it back.
 */
export function isReservedSource(name: string): boolean {
  return name === OWN_SOURCE || name === CANARY_SOURCE;
}
