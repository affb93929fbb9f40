/** Name of the sender of alerts about the relay itself. */
export const OWN_SOURCE = 'tocsin';
