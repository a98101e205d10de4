import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A rule of cdk-nag that a construct breaks on purpose, and why that is right. */
export interface Acknowledgement {
  /** Such as `AwsSolutions-SF2`; with the finding in brackets for wildcard rules. */
  readonly rule: string;
  /** A whole sentence for an auditor. */
  readonly reason: string;
}

/** Says of one construct, and all below it, which findings are intended. */
export const acknowledge = (
  construct: IConstruct,
  acknowledgements: readonly Acknowledgement[],
): void => {
  for (const { rule, reason } of acknowledgements) {
    Validations.of(construct).acknowledge({ id: rule, reason });
  }
};
