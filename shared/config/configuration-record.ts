/** A file, and which resource of a stack brought it. */
export interface OwnedFile {
  /** Id of the resource. */
  readonly owner: string;
  /** The file's text. */
  readonly text: string;
}

/** Whose file is in force, and whose was before: one that is replaced is deleted only after the new one works. */
export interface ConfigurationRecord extends OwnedFile {
  readonly before?: OwnedFile;
}

/** Where that is kept; nothing while no stack brought a file. */
export interface ConfigurationRecordStore {
  read(): Promise<ConfigurationRecord | undefined>;
  write(record: ConfigurationRecord): Promise<void>;
  remove(): Promise<void>;
}
