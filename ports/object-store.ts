/** Objects in buckets. Bodies stream; keys are raw (never URL-decoded). */
export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

export interface ObjectHead {
  readonly key: string;
  readonly versionId?: string;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly lastModified: Date;
}

/** Bytes from `from` to before `to`; to the end when `to` lies behind it. */
export interface StoredRange {
  readonly from: number;
  readonly to: number;
}

export interface ObjectStore {
  /** `undefined` when the object, or that version of it, does not exist. */
  head(ref: ObjectRef): Promise<ObjectHead | undefined>;
  /** @throws ObjectGoneError when it does not exist (deleted between event and read) */
  read(ref: ObjectRef, range?: StoredRange): Promise<AsyncIterable<Uint8Array>>;
  /** @throws ObjectGoneError */
  readText(ref: ObjectRef): Promise<string>;
  write(ref: ObjectRef, body: string | Uint8Array, contentType: string): Promise<void>;
  /** Streams a body of unknown length (multipart above 8 MiB). */
  writeStream(ref: ObjectRef, body: AsyncIterable<Uint8Array>, contentType: string): Promise<void>;
  /** `If-None-Match: *`: `false` when the object exists already, which for content-addressed keys means done. */
  writeOnce(ref: ObjectRef, body: string | Uint8Array, contentType: string): Promise<boolean>;
  /** Server-side copy; a repeat is harmless where `to` is content addressed. */
  copy(from: ObjectRef, to: ObjectRef): Promise<void>;
  delete(ref: ObjectRef): Promise<void>;
  list(bucket: string, prefix: string): AsyncIterable<ObjectHead>;
}
