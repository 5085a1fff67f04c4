/** What a SageMaker instance type's name tells. */
export const INSTANCE_TYPE_PATTERN = /^ml\.[a-z][a-z0-9-]*\.[a-z0-9-]+$/;

/** Families with local NVMe disks although their name has no `d`. */
const LOCAL_STORAGE_FAMILIES = [
  'g4dn',
  'g5',
  'g6',
  'g6e',
  'gr6',
  'p4d',
  'p4de',
  'p5',
  'p5e',
  'p5en',
  'p6-b200',
  'trn1',
  'trn1n',
  'trn2',
  'inf2',
  'i3en',
];

/**
 * Instances with local NVMe disks: their volumes are encrypted by the hardware, and SageMaker refuses a volume key
 * for them.
 * @example hasLocalStorage('ml.m5d.large') // true
 */
export function hasLocalStorage(instanceType: string): boolean {
  const family = instanceType.split('.')[1] ?? '';
  return LOCAL_STORAGE_FAMILIES.includes(family) || /^[cmr]\d[a-z]*d[a-z]*$/.test(family);
}
