/** Longest name of a sender, in characters. */
export const MAX_SOURCE_LENGTH = 128;
