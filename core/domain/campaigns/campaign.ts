import type { Area } from '../vocabulary/area.ts';
import type { ModerationPolicy } from '../inference/moderation/policy.ts';
import type { CampaignId } from '../vocabulary/ids.ts';
import type { Money } from '../vocabulary/money.ts';
import type { Instant } from '../vocabulary/time.ts';

/** What a camera can have filmed that a campaign may want. */
export const categories = ['package-theft', 'car-door', 'person'] as const;
export type Category = (typeof categories)[number];

/** Whether the event happened by itself or was acted for the camera. Both can be wanted. */
export const scenarios = ['real', 'staged'] as const;
export type Scenario = (typeof scenarios)[number];

/** What a campaign wants of one category, and what it pays for it. */
export interface CategoryTerms {
  readonly category: Category;
  readonly reward: Money;
  /** Clips that are paid at most, over the whole campaign. */
  readonly wanted: number;
  /** Clips of this category that one person can be paid for, whatever their cameras. */
  readonly capPerContributor: number;
  /** Clips of this category that one camera can be paid for. */
  readonly capPerCamera: number;
  /** Clips of one event that can be paid for, each by another camera. */
  readonly capPerAct: number;
}

/** What a file must be to be taken. */
export interface AcceptedFootage {
  readonly contentTypes: readonly ContentType[];
  readonly codecs: readonly VideoCodec[];
  readonly minDurationSeconds: number;
  readonly maxDurationSeconds: number;
  readonly minWidth: number;
  readonly minHeight: number;
  /** Pixels of one frame at most; guards the analyzer's memory. */
  readonly maxPixels: number;
  /** Frames a second. */
  readonly maxFrameRate: number;
  readonly maxBytes: number;
}

/** How pictures may be coded, as `MediaFacts.codec` names it. */
export const videoCodecs = ['h264', 'hevc', 'vp8', 'vp9', 'av1', 'prores'] as const;
export type VideoCodec = (typeof videoCodecs)[number];

/** The types a grant can be issued for. */
export const contentTypes = [
  'video/mp4',
  'video/quicktime',
  'video/webm',
  'video/x-matroska',
] as const;
export type ContentType = (typeof contentTypes)[number];

/**
 * When the machine may accept by itself. It can never reject: what does not fit goes to a person.
 */
export interface ReviewRule {
  /** Part of the id of every decision made by it; a change of the rule is a new version. */
  readonly version: string;
  readonly acceptScenarios: readonly Scenario[];
  readonly minPeakMotion: number;
  readonly minMomentCount: number;
  /** 0 to 1: evidence of the declared category under which a person looks. 0 asks for none. */
  readonly minEventScore: number;
  /** What follows from what moderation finds. */
  readonly moderation: ModerationPolicy;
  /** Days a reviewer has before silence accepts the clip for payment (not for training). */
  readonly decisionDays: number;
}

/** A program that asks for clips. */
export interface Campaign {
  readonly campaignId: CampaignId;
  readonly title: string;
  /** What is wanted, in words for a camera owner. */
  readonly brief: string;
  /** Counts changes from 1: who changes it says which version they saw. */
  readonly version: number;
  readonly status: CampaignStatus;
  readonly opensAt: Instant;
  readonly closesAt: Instant;
  /** Where clips may come from; empty: from anywhere. A country includes its parts. */
  readonly regions: readonly Area[];
  /** Never less than all slots together cost, so that no target can outspend it. */
  readonly budget: Money;
  readonly terms: readonly CategoryTerms[];
  readonly footage: AcceptedFootage;
  readonly review: ReviewRule;
  /** The consent notice in force; its texts are kept apart, every version for ever. */
  readonly notice: NoticeInForce;
  readonly createdAt: Instant;
}

/** A paused campaign can be opened again, a closed one cannot. */
export const campaignStatuses = ['open', 'paused', 'closed'] as const;
export type CampaignStatus = (typeof campaignStatuses)[number];

/** What a clip may be used for. Each is asked, given and withdrawn by itself. */
export const purposes = ['human-review', 'model-training', 'redacted-publication'] as const;
export type Purpose = (typeof purposes)[number];

/** Without these a clip cannot be looked at or used, so it cannot be given. */
export const requiredPurposes: readonly Purpose[] = ['human-review', 'model-training'];

/** What a contributor agrees to, in some languages. A change of any word is a new version. */
export interface ConsentNotice {
  readonly version: string;
  readonly minimumAgeYears: number;
  /** One a language. */
  readonly texts: readonly NoticeText[];
}

/** A notice in one language. */
export interface NoticeText {
  /** BCP 47, such as `en` or `fr-CA`. */
  readonly language: string;
  readonly text: string;
  /** What the contributor states about other people in the picture. */
  readonly bystanderStatement: string;
  /** What the contributor states about their own age. */
  readonly ageStatement: string;
}

/** What a campaign itself says of its notice. */
export interface NoticeInForce {
  readonly version: string;
  readonly minimumAgeYears: number;
  readonly languages: readonly string[];
}

/** Whether clips can be given now. */
export const isOpen = (campaign: Campaign, now: Instant): boolean =>
  campaign.status === 'open' && campaign.opensAt <= now && now < campaign.closesAt;

/** The terms of one category, if the campaign wants it. */
export const termsOf = (campaign: Campaign, category: Category): CategoryTerms | undefined =>
  campaign.terms.find((terms) => terms.category === category);
