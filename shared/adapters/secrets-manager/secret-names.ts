/**
 * What stands between the relay's own prefix and a secret's name: the robots'
 * copies, which only we write, and those that people name and write.
 */
export const SECRET_FOLDERS = { robots: 'robot/', named: 'named/' } as const;
