// Made by scripts/types from schema/response.schema.json. Change it there.

/**
 * Which version of this standard the record follows.
 */
export type VersionOfTheStandard = "1.0.0";
/**
 * The response's permanent name: the force, a hyphen, and the file's name without .yaml. It never changes.
 */
export type ResponseSId = string;
/**
 * Put true where only the facts of the response are held and not its text. Leave it out otherwise.
 */
export type IndexRecord = true;
/**
 * The language of every text that is not marked otherwise.
 */
export type Language = "en" | "cy";
/**
 * The police force that the response is about.
 */
export type Force =
  | "avon-and-somerset"
  | "bedfordshire"
  | "cambridgeshire"
  | "cheshire"
  | "city-of-london"
  | "cleveland"
  | "cumbria"
  | "derbyshire"
  | "devon-and-cornwall"
  | "dorset"
  | "durham"
  | "dyfed-powys"
  | "essex"
  | "gloucestershire"
  | "greater-manchester"
  | "gwent"
  | "hampshire"
  | "hertfordshire"
  | "humberside"
  | "kent"
  | "lancashire"
  | "leicestershire"
  | "lincolnshire"
  | "merseyside"
  | "metropolitan"
  | "norfolk"
  | "north-wales"
  | "north-yorkshire"
  | "northamptonshire"
  | "northumbria"
  | "nottinghamshire"
  | "south-wales"
  | "south-yorkshire"
  | "staffordshire"
  | "suffolk"
  | "surrey"
  | "sussex"
  | "thames-valley"
  | "warwickshire"
  | "west-mercia"
  | "west-midlands"
  | "west-yorkshire"
  | "wiltshire";
/**
 * The body that published the response, as it was on that day.
 */
export type LocalPolicingBody =
  | "avon-and-somerset-pcc"
  | "bedfordshire-pcc"
  | "cambridgeshire-pcc"
  | "cheshire-pcc"
  | "city-of-london-common-council"
  | "cleveland-pcc"
  | "cumbria-pcc"
  | "cumbria-pfcc"
  | "derbyshire-pcc"
  | "devon-and-cornwall-pcc"
  | "dorset-pcc"
  | "durham-pcc"
  | "dyfed-powys-pcc"
  | "essex-pcc"
  | "essex-pfcc"
  | "gloucestershire-pcc"
  | "greater-manchester-pcc"
  | "greater-manchester-mayor"
  | "gwent-pcc"
  | "hampshire-pcc"
  | "hertfordshire-pcc"
  | "humberside-pcc"
  | "kent-pcc"
  | "lancashire-pcc"
  | "leicestershire-pcc"
  | "lincolnshire-pcc"
  | "merseyside-pcc"
  | "metropolitan-mopac"
  | "norfolk-pcc"
  | "north-wales-pcc"
  | "north-yorkshire-pcc"
  | "north-yorkshire-pfcc"
  | "north-yorkshire-mayor"
  | "northamptonshire-pcc"
  | "northamptonshire-pfcc"
  | "northumbria-pcc"
  | "nottinghamshire-pcc"
  | "south-wales-pcc"
  | "south-yorkshire-pcc"
  | "south-yorkshire-mayor"
  | "staffordshire-pcc"
  | "staffordshire-pfcc"
  | "suffolk-pcc"
  | "surrey-pcc"
  | "sussex-pcc"
  | "thames-valley-pcc"
  | "warwickshire-pcc"
  | "west-mercia-pcc"
  | "west-midlands-pcc"
  | "west-yorkshire-pcc"
  | "west-yorkshire-mayor"
  | "wiltshire-pcc";
/**
 * The name that the document gives the body or its office.
 */
export type LocalPolicingBodyAsPrinted = string;
/**
 * Whether this is a holding statement, the full response, an update or a correction.
 */
export type Stage = "holding" | "full" | "update" | "correction" | "not_stated";
/**
 * Other responses that this one replaces, follows or mentions.
 *
 * @minItems 1
 */
export type RelatedResponses = [RelatedResponse, ...RelatedResponse[]];
/**
 * The id of the other response.
 */
export type RelatedResponseSId = string;
/**
 * How this response stands to the other one.
 */
export type Relation = "replaces" | "follows" | "refers_to";
/**
 * The inspection reports that this response answers. Most answer one.
 *
 * @minItems 1
 */
export type ReportsAnswered = [ReportAnswered, ...ReportAnswered[]];
/**
 * The report's code in the register of inspections, or a new one if it is not there yet.
 */
export type ReportSId = string;
/**
 * The day on which the inspectorate published the report. The 56 days are counted from it. Leave it out if it is not known.
 */
export type DateTheReportWasPublished = string;
/**
 * What the document says about the report's date, where that is not a full date.
 */
export type ReportSDateAsPrinted = string;
/**
 * Where the report's date was found, if not in the report itself.
 */
export type SourceOfTheReportSDate = string;
/**
 * What kind of inspection it was. Inspections of fire and rescue services rest on another Act and have no place here.
 */
export type TypeOfInspection =
  | "peel"
  | "national_thematic"
  | "joint_thematic"
  | "crime_data_integrity"
  | "custody_joint"
  | "child_protection"
  | "super_complaint"
  | "commissioned"
  | "commissioned_by_home_secretary"
  | "state_of_policing"
  | "revisit_letter"
  | "integrity_vetting_counter_corruption"
  | "letter"
  | "regional_serious_organised_crime"
  | "armed_policing"
  | "counter_terrorism";
/**
 * The document's own words for the type of inspection.
 */
export type TypeOfInspectionAsPrinted = string;
/**
 * Who inspected.
 *
 * @minItems 1
 */
export type Inspectorates = [Inspectorates1, ...Inspectorates1[]];
/**
 * A code from the codelist inspectorates.
 */
export type Inspectorates1 =
  | "hmicfrs"
  | "hmic"
  | "hmip"
  | "hmcpsi"
  | "hmiprobation"
  | "cqc"
  | "ofsted"
  | "hiw"
  | "estyn"
  | "iopc"
  | "college_of_policing";
/**
 * The forces that the report is about, where it names some. Leave it out for a report on all forces.
 *
 * @minItems 1
 */
export type ForcesCovered = [Forces, ...Forces[]];
/**
 * A code from the codelist forces.
 */
export type Forces =
  | "avon-and-somerset"
  | "bedfordshire"
  | "cambridgeshire"
  | "cheshire"
  | "city-of-london"
  | "cleveland"
  | "cumbria"
  | "derbyshire"
  | "devon-and-cornwall"
  | "dorset"
  | "durham"
  | "dyfed-powys"
  | "essex"
  | "gloucestershire"
  | "greater-manchester"
  | "gwent"
  | "hampshire"
  | "hertfordshire"
  | "humberside"
  | "kent"
  | "lancashire"
  | "leicestershire"
  | "lincolnshire"
  | "merseyside"
  | "metropolitan"
  | "norfolk"
  | "north-wales"
  | "north-yorkshire"
  | "northamptonshire"
  | "northumbria"
  | "nottinghamshire"
  | "south-wales"
  | "south-yorkshire"
  | "staffordshire"
  | "suffolk"
  | "surrey"
  | "sussex"
  | "thames-valley"
  | "warwickshire"
  | "west-mercia"
  | "west-midlands"
  | "west-yorkshire"
  | "wiltshire";
/**
 * Whether this force was inspected, or the report speaks to it in some other way.
 */
export type HowTheReportAppliesToThisForce =
  "inspected" | "national" | "not_visited" | "no_recommendation_for_forces";
/**
 * The day, month or year of the visit.
 */
export type WhenTheInspectorsCame = string;
/**
 * Where the report is on the web.
 */
export type ReportSAddress = string;
/**
 * Where a web archive keeps the report.
 */
export type ArchivedReport = string;
/**
 * How many recommendations the report makes to anybody, whether or not this response answers them.
 */
export type NumberOfRecommendationsInTheReport = number;
/**
 * How many of the report's recommendations are for whom.
 *
 * @minItems 1
 */
export type RecommendationsForEachAddressee = [CountForOneAddressee, ...CountForOneAddressee[]];
/**
 * Who the recommendations are for.
 */
export type Addressee =
  | "government"
  | "npcc"
  | "college_of_policing"
  | "cps"
  | "chief_officers"
  | "named_force"
  | "local_policing_bodies"
  | "other";
/**
 * How many recommendations are for this addressee.
 */
export type Count = number;
/**
 * The grades that the report gives this force.
 *
 * @minItems 1
 */
export type Grades = [Grade, ...Grade[]];
/**
 * The round of PEEL assessments that the grade belongs to. Grades of two cycles cannot be compared. Leave it out for a report outside PEEL.
 */
export type Cycle =
  "peel_2014" | "peel_2015" | "peel_2016" | "peel_2017" | "peel_2018_19" | "peel_2021_22" | "peel_2023_25";
/**
 * What was graded.
 */
export type Question = string;
/**
 * The grade, or the word that there is none.
 */
export type Grade1 =
  | "outstanding"
  | "good"
  | "adequate"
  | "requires_improvement"
  | "inadequate"
  | "narrative"
  | "not_graded"
  | "not_yet_graded";
/**
 * When the local policing body published this response. Only this date can show whether it was on time.
 */
export type DateOfPublication = string;
/**
 * What the page says about its date, where that is not a full date.
 */
export type DateOfPublicationAsPrinted = string;
/**
 * Where the date of publication was found, if not in the document itself.
 */
export type SourceOfTheDateOfPublication = string;
/**
 * The date that the letter bears. It does not prove when the response was published.
 */
export type DateOfTheLetter = string;
/**
 * When the chief officer was asked for comments (section 55(4)).
 */
export type ChiefOfficerInvited = string;
/**
 * When the chief officer's comments came.
 */
export type ChiefOfficerAnswered = string;
/**
 * The document's sections in their order. A part may come several times: each section prints the next piece of it, and the last one all that are left.
 *
 * @minItems 1
 */
export type Sections = [SectionOfTheDocument, ...SectionOfTheDocument[]];
/**
 * Which part of the record stands in this section.
 */
export type Part =
  | "inspections"
  | "key_findings"
  | "chief_officer_comments"
  | "policing_body_comments"
  | "reply_to_chief_officer"
  | "recommendations"
  | "distribution"
  | "other";
/**
 * The words before the report's title.
 */
export type LabelOfTheTitle = string;
/**
 * The words before the report's date.
 */
export type LabelOfTheDate = string;
/**
 * The words before the type of inspection.
 */
export type LabelOfTheType = string;
/**
 * The local policing body's comments, the chief officer's comments and the reply to them (section 55(5)).
 *
 * @minItems 1
 */
export type Comments = [Comment, ...Comment[]];
/**
 * The local policing body's comments, the chief officer's comments, or the body's reply to the chief officer.
 */
export type WhoseCommentItIs = "policing_body" | "chief_officer" | "reply_to_chief_officer";
/**
 * Who signs or says it, by name.
 */
export type Author = string;
/**
 * The author's office, as the document gives it.
 */
export type Role = string;
/**
 * The date that the comment bears.
 */
export type DateOfTheComment = string;
/**
 * How the comment stands in the document.
 */
export type Form =
  "own_text" | "quoted" | "reported_speech" | "appendix" | "joint_document" | "separate_document";
/**
 * The id of the attachment that holds this comment, where it is in a document of its own.
 */
export type Attachment = string;
/**
 * Each recommendation or other finding, with the answer to it (section 55(5B)).
 *
 * @minItems 1
 */
export type RecommendationsAndOtherFindings = [
  RecommendationOrOtherFinding,
  ...RecommendationOrOtherFinding[]
];
/**
 * The number as the report prints it, in quotes. Leave it out if there is none.
 */
export type Number = string;
/**
 * The id of the report that it stands in. Needed where the response answers several reports.
 */
export type WhichReport = string;
/**
 * Whether it is a recommendation, a cause of concern, an area for improvement or something else.
 */
export type Kind =
  | "recommendation"
  | "cause_of_concern"
  | "area_for_improvement"
  | "innovative_practice"
  | "promising_practice"
  | "observation";
/**
 * The lettered or bulleted parts of the recommendation.
 *
 * @minItems 1
 */
export type SubParts = [SubPart, ...SubPart[]];
/**
 * The letter, number or bullet before it, as printed.
 */
export type Label = string;
/**
 * Who the recommendation is for.
 *
 * @minItems 1
 */
export type Addressees = [Addressees1, ...Addressees1[]];
/**
 * A code from the codelist addressees.
 */
export type Addressees1 =
  | "government"
  | "npcc"
  | "college_of_policing"
  | "cps"
  | "chief_officers"
  | "named_force"
  | "local_policing_bodies"
  | "other";
/**
 * By when the report wants it done, in its own words.
 */
export type TimeLimit = string;
/**
 * Its code in the register of inspections, where it has one.
 */
export type EarlierReportSId = string;
/**
 * When the earlier report was published.
 */
export type EarlierReportSDate = string;
/**
 * How the document refers to the earlier report.
 */
export type AsPrinted = string;
/**
 * Where the earlier report is on the web.
 */
export type EarlierReportSAddress = string;
/**
 * What it is about, in a few words.
 */
export type Theme = string;
/**
 * Whether the answer accepts the recommendation.
 */
export type Acceptance =
  | "accepted"
  | "accepted_in_part"
  | "not_accepted"
  | "noted"
  | "already_done"
  | "not_applicable"
  | "not_stated";
/**
 * Who is responsible for the action.
 */
export type Owner = string;
/**
 * By when the action is to be done.
 */
export type TargetDate = string;
/**
 * The number of another recommendation in this record, where one answer serves both.
 */
export type AnsweredWith = string;
/**
 * What has become of it since, oldest first.
 *
 * @minItems 1
 */
export type Progress = [ProgressEntry, ...ProgressEntry[]];
/**
 * The date that this progress was reported.
 */
export type DateOfTheEntry = string;
/**
 * How far it had come.
 */
export type Status =
  | "not_started"
  | "in_progress"
  | "reported_complete"
  | "verified_closed_by_inspectorate"
  | "superseded"
  | "not_to_be_actioned"
  | "unknown";
/**
 * Who says so.
 */
export type ReportedBy = "force" | "policing_body" | "inspectorate";
/**
 * Where the evidence is on the web.
 */
export type Evidence = string;
/**
 * The new date, where the promise was moved.
 */
export type RevisedTargetDate = string;
/**
 * Who had a copy (section 55(6)).
 *
 * @minItems 1
 */
export type Distribution = [DistributionEntry, ...DistributionEntry[]];
/**
 * Who gets a copy. HMICFRS and the Home Secretary must have one (section 55(6)).
 */
export type Recipient =
  "hmicfrs" | "home_secretary" | "own_website" | "chief_officer" | "police_and_crime_panel" | "other";
/**
 * The recipient's name, where the recipient is 'other'.
 */
export type RecipientSName = string;
/**
 * Whether the copy was sent: true for a tick, false for an empty box.
 */
export type Sent = boolean;
/**
 * When the copy was sent. Leave it out if the document has only a tick.
 */
export type SentOn = string;
/**
 * The document's own words for this entry.
 */
export type EntryAsPrinted = string;
/**
 * The day on which it was withdrawn.
 */
export type WithdrawnOn = string;
/**
 * Documents that belong to the response.
 *
 * @minItems 1
 */
export type Attachments = [Attachment1, ...Attachment1[]];
/**
 * A short name for it inside this record.
 */
export type AttachmentSId = string;
/**
 * Where it is on the web.
 */
export type AttachmentSAddress = string;
/**
 * Where a web archive keeps it.
 */
export type ArchivedAttachment = string;
/**
 * Where the file lies, counted from the record's own folder. Plain letters, digits, spaces, dots, hyphens and underscores, with / between folders.
 */
export type File = string;
/**
 * The kind of file: application/pdf for a PDF.
 */
export type MediaType = string;
/**
 * The SHA-256 checksum of the file.
 */
export type AttachmentSChecksum = string;
/**
 * Whether the record was made from a document or written first.
 */
export type Origin = "document" | "record";
/**
 * What kind of document it is.
 */
export type FormOfTheDocument = "office_form" | "letter" | "statement" | "news_item" | "linked_file";
/**
 * Where the document is on the web, with the part after # where the page holds several.
 */
export type SourceAddress = string;
/**
 * Where a web archive keeps the document.
 */
export type ArchivedSource = string;
/**
 * The day on which the document was read there.
 */
export type AccessedOn = string;
/**
 * The name of the file that the record was made from.
 */
export type FileName = string;
/**
 * The SHA-256 checksum of the file that the record was made from.
 */
export type SourceSChecksum = string;
/**
 * Who published the document.
 */
export type Publisher = string;
/**
 * The licence that the document is under, where it says so.
 */
export type Licence = string;

/**
 * One response by a local policing body in England and Wales to one or more police inspection reports (Police Act 1996, section 55). One record is one published response.
 */
export interface Response {
  schema_version: VersionOfTheStandard;
  id: ResponseSId;
  index_record?: IndexRecord;
  language: Language;
  title: TitleOfTheResponse;
  force: Force;
  policing_body: LocalPolicingBody;
  body_as_printed?: LocalPolicingBodyAsPrinted;
  stage: Stage;
  related?: RelatedResponses;
  inspections: ReportsAnswered;
  dates?: DatesOfTheResponse;
  document?: TheDocumentSOwnFrame;
  comments?: Comments;
  recommendations?: RecommendationsAndOtherFindings;
  distribution?: Distribution;
  withdrawal?: Withdrawal;
  attachments?: Attachments;
  source?: Source;
  note?: Note;
  [k: string]:
    | Extension
    | VersionOfTheStandard
    | ResponseSId
    | IndexRecord
    | Language
    | TitleOfTheResponse
    | Force
    | LocalPolicingBody
    | Stage
    | RelatedResponses
    | ReportsAnswered
    | DatesOfTheResponse
    | TheDocumentSOwnFrame
    | Comments
    | RecommendationsAndOtherFindings
    | Distribution
    | Withdrawal
    | Attachments
    | Source
    | Note
    | undefined;
}
/**
 * What the response is called.
 */
export interface TitleOfTheResponse {
  [k: string]: unknown;
}
/**
 * Another response that this one replaces, follows or mentions.
 */
export interface RelatedResponse {
  id: RelatedResponseSId;
  relation: Relation;
  [k: string]: Extension | RelatedResponseSId | Relation;
}
/**
 * An addition of an office's own. Its key begins with x_. The standard says nothing about what it holds.
 *
 * This interface was referenced by `RelatedResponse`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `CountForOneAddressee`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `Grade`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `ReportAnswered`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `DatesOfTheResponse`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `Labels`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `SectionOfTheDocument`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `TheDocumentSOwnFrame`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `Comment`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `SubPart`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `EarlierReportThatItComesFrom`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `Answer`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `ProgressEntry`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `RecommendationOrOtherFinding`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `DistributionEntry`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `Withdrawal`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `Attachment1`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `Source`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 *
 * This interface was referenced by `Response`'s JSON-Schema definition
 * via the `patternProperty` "^x_".
 */
export interface Extension {
  [k: string]: unknown;
}
/**
 * An inspection report that this response answers.
 */
export interface ReportAnswered {
  id: ReportSId;
  title: ReportSTitle;
  published?: DateTheReportWasPublished;
  published_as_printed?: ReportSDateAsPrinted;
  published_source?: SourceOfTheReportSDate;
  type?: TypeOfInspection;
  type_as_printed?: TypeOfInspectionAsPrinted;
  inspectorates?: Inspectorates;
  forces_covered?: ForcesCovered;
  applies?: HowTheReportAppliesToThisForce;
  inspected?: WhenTheInspectorsCame;
  url?: ReportSAddress;
  archived_url?: ArchivedReport;
  key_findings?: KeyFindings;
  recommendations_made?: NumberOfRecommendationsInTheReport;
  recommendations_by_addressee?: RecommendationsForEachAddressee;
  grades?: Grades;
  [k: string]:
    | Extension
    | ReportSId
    | ReportSTitle
    | TypeOfInspection
    | Inspectorates
    | ForcesCovered
    | HowTheReportAppliesToThisForce
    | KeyFindings
    | NumberOfRecommendationsInTheReport
    | RecommendationsForEachAddressee
    | Grades
    | undefined;
}
/**
 * The report's title, as the response gives it.
 */
export interface ReportSTitle {
  [k: string]: unknown;
}
/**
 * What the report found, as the response sums it up.
 */
export interface KeyFindings {
  [k: string]: unknown;
}
/**
 * How many of a report's recommendations are for one addressee.
 */
export interface CountForOneAddressee {
  addressee: Addressee;
  count: Count;
  [k: string]: Extension | Addressee | Count;
}
/**
 * One grade that a report gives.
 */
export interface Grade {
  cycle?: Cycle;
  question: Question;
  grade: Grade1;
  [k: string]: Extension | Cycle | Question | Grade1 | undefined;
}
/**
 * When the response was published and what led to it.
 */
export interface DatesOfTheResponse {
  published?: DateOfPublication;
  published_as_printed?: DateOfPublicationAsPrinted;
  published_source?: SourceOfTheDateOfPublication;
  letter?: DateOfTheLetter;
  chief_officer_invited?: ChiefOfficerInvited;
  chief_officer_answered?: ChiefOfficerAnswered;
  [k: string]: Extension | DateOfPublication | undefined;
}
/**
 * The headings and fixed words of the published document, in their order.
 */
export interface TheDocumentSOwnFrame {
  heading?: HeadingOfTheDocument;
  statutory_statement?: StatutoryStatement;
  sections?: Sections;
  [k: string]: Extension | HeadingOfTheDocument | StatutoryStatement | Sections | undefined;
}
/**
 * The heading at the top of the document.
 */
export interface HeadingOfTheDocument {
  [k: string]: unknown;
}
/**
 * What the document says about the law that it rests on.
 */
export interface StatutoryStatement {
  [k: string]: unknown;
}
/**
 * One section of the published document: its heading, and which part of the record it prints.
 */
export interface SectionOfTheDocument {
  part: Part;
  heading?: SectionHeading;
  labels?: Labels;
  text?: SectionText;
  [k: string]: Extension | Part | SectionHeading | Labels | SectionText | undefined;
}
/**
 * The heading as printed.
 */
export interface SectionHeading {
  [k: string]: unknown;
}
/**
 * The words printed before the report's title, date and type.
 */
export interface Labels {
  title?: LabelOfTheTitle;
  published?: LabelOfTheDate;
  type?: LabelOfTheType;
  [k: string]: Extension | LabelOfTheTitle | undefined;
}
/**
 * The section's text, where no other part of the record holds it. Only for the part 'other'.
 */
export interface SectionText {
  [k: string]: unknown;
}
/**
 * What the local policing body or the chief officer says about the report.
 */
export interface Comment {
  kind: WhoseCommentItIs;
  author?: Author;
  role?: Role;
  date?: DateOfTheComment;
  form?: Form;
  text?: TextOfTheComment;
  attachment?: Attachment;
  [k: string]: Extension | WhoseCommentItIs | Author | Form | TextOfTheComment | undefined;
}
/**
 * The comment's words, whole and unaltered. A line that holds only [Recommendation 1](#recommendation-1) marks where the document prints that recommendation and its answer.
 */
export interface TextOfTheComment {
  [k: string]: unknown;
}
/**
 * One recommendation, cause of concern, area for improvement or other finding, with the answer to it.
 */
export interface RecommendationOrOtherFinding {
  number?: Number;
  inspection?: WhichReport;
  kind: Kind;
  text?: TextOfTheRecommendation;
  parts?: SubParts;
  addressees?: Addressees;
  time_limit?: TimeLimit;
  from_inspection?: EarlierReportThatItComesFrom;
  theme?: Theme;
  answer?: Answer;
  answered_with?: AnsweredWith;
  progress?: Progress;
  [k: string]:
    | Extension
    | Number
    | Kind
    | TextOfTheRecommendation
    | SubParts
    | Addressees
    | EarlierReportThatItComesFrom
    | Answer
    | Progress
    | undefined;
}
/**
 * The recommendation's words.
 */
export interface TextOfTheRecommendation {
  [k: string]: unknown;
}
/**
 * One part of a recommendation.
 */
export interface SubPart {
  label?: Label;
  text: TextOfTheSubPart;
  [k: string]: Extension | Label | TextOfTheSubPart | undefined;
}
/**
 * The part's words.
 */
export interface TextOfTheSubPart {
  [k: string]: unknown;
}
/**
 * The earlier report in which the recommendation was first made, if not in the report answered.
 */
export interface EarlierReportThatItComesFrom {
  id?: EarlierReportSId;
  title: EarlierReportSTitle;
  published?: EarlierReportSDate;
  as_printed?: AsPrinted;
  url?: EarlierReportSAddress;
  [k: string]: Extension | EarlierReportSId | EarlierReportSTitle | undefined;
}
/**
 * The earlier report's title.
 */
export interface EarlierReportSTitle {
  [k: string]: unknown;
}
/**
 * What the local policing body and the force say to it.
 */
export interface Answer {
  acceptance?: Acceptance;
  body_action?: LocalPolicingBodySAction;
  force_action?: ForceSAction;
  no_action_reason?: ReasonForNoAction;
  owner?: Owner;
  target_date?: TargetDate;
  [k: string]:
    Extension | Acceptance | LocalPolicingBodySAction | ForceSAction | ReasonForNoAction | Owner | undefined;
}
/**
 * What the local policing body itself has done or will do.
 */
export interface LocalPolicingBodySAction {
  [k: string]: unknown;
}
/**
 * What the police force has done or will do.
 */
export interface ForceSAction {
  [k: string]: unknown;
}
/**
 * Why the local policing body has taken or will take no action.
 */
export interface ReasonForNoAction {
  [k: string]: unknown;
}
/**
 * How far a recommendation had come on one date.
 */
export interface ProgressEntry {
  date: DateOfTheEntry;
  status: Status;
  note?: NoteOnProgress;
  reported_by?: ReportedBy;
  evidence_url?: Evidence;
  revised_target_date?: RevisedTargetDate;
  [k: string]: Extension | DateOfTheEntry | Status | NoteOnProgress | ReportedBy | undefined;
}
/**
 * What was reported.
 */
export interface NoteOnProgress {
  [k: string]: unknown;
}
/**
 * One recipient of the response.
 */
export interface DistributionEntry {
  recipient: Recipient;
  name?: RecipientSName;
  sent: Sent;
  sent_on?: SentOn;
  as_printed?: EntryAsPrinted;
  [k: string]: Extension | Recipient | RecipientSName | Sent | undefined;
}
/**
 * When and why the response was withdrawn.
 */
export interface Withdrawal {
  withdrawn_on: WithdrawnOn;
  reason: ReasonForWithdrawal;
  [k: string]: Extension | WithdrawnOn | ReasonForWithdrawal;
}
/**
 * Why it was withdrawn.
 */
export interface ReasonForWithdrawal {
  [k: string]: unknown;
}
/**
 * A document that belongs to the response.
 */
export interface Attachment1 {
  id: AttachmentSId;
  title: AttachmentSTitle;
  url?: AttachmentSAddress;
  archived_url?: ArchivedAttachment;
  file?: File;
  media_type?: MediaType;
  sha256?: AttachmentSChecksum;
  [k: string]: Extension | AttachmentSId | AttachmentSTitle | undefined;
}
/**
 * What it is called.
 */
export interface AttachmentSTitle {
  [k: string]: unknown;
}
/**
 * Where the record was taken from.
 */
export interface Source {
  origin: Origin;
  form?: FormOfTheDocument;
  url?: SourceAddress;
  archived_url?: ArchivedSource;
  accessed_on?: AccessedOn;
  file_name?: FileName;
  sha256?: SourceSChecksum;
  publisher?: Publisher;
  licence?: Licence;
  [k: string]: Extension | Origin | FormOfTheDocument | SourceAddress | undefined;
}
/**
 * A remark by whoever keeps the record. It is not part of the document.
 */
export interface Note {
  [k: string]: unknown;
}
