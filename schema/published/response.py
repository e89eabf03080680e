# Made by scripts/types from schema/response.schema.json. Change it there.

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

VersionOfTheStandard: TypeAlias = Literal['1.0.0']


IndexRecord: TypeAlias = Literal[True]


Extension: TypeAlias = Any


Identifier: TypeAlias = str


Words: TypeAlias = str


Prose: TypeAlias = str


Text: TypeAlias = Any


class TextInEachLanguage(TypedDict):
    en: NotRequired[Prose]
    cy: NotRequired[Prose]


Date: TypeAlias = str


Day: TypeAlias = str


WebAddress: TypeAlias = str


SHA256: TypeAlias = str


FileInTheProject: TypeAlias = str


MediaType: TypeAlias = str


NumberOfRecommendationsInTheReport: TypeAlias = int


Count: TypeAlias = int


Labels: TypeAlias = dict[str, Extension]


class SubPart(TypedDict):
    label: NotRequired[Words]
    text: Text


class EarlierReport(TypedDict):
    id: NotRequired[Identifier]
    title: Text
    published: NotRequired[Date]
    as_printed: NotRequired[Words]
    url: NotRequired[WebAddress]


class DatesOfTheResponse(TypedDict):
    published: NotRequired[Date]
    published_as_printed: NotRequired[Words]
    published_source: NotRequired[Words]
    letter: NotRequired[Date]
    chief_officer_invited: NotRequired[Date]
    chief_officer_answered: NotRequired[Date]


Sent: TypeAlias = bool


class Withdrawal(TypedDict):
    withdrawn_on: Day
    reason: Text


class Attachment(TypedDict):
    id: Identifier
    title: Text
    url: NotRequired[WebAddress]
    archived_url: NotRequired[WebAddress]
    file: NotRequired[FileInTheProject]
    media_type: NotRequired[MediaType]
    sha256: NotRequired[SHA256]


Forces: TypeAlias = Literal['avon-and-somerset', 'bedfordshire', 'cambridgeshire', 'cheshire', 'city-of-london', 'cleveland', 'cumbria', 'derbyshire', 'devon-and-cornwall', 'dorset', 'durham', 'dyfed-powys', 'essex', 'gloucestershire', 'greater-manchester', 'gwent', 'hampshire', 'hertfordshire', 'humberside', 'kent', 'lancashire', 'leicestershire', 'lincolnshire', 'merseyside', 'metropolitan', 'norfolk', 'north-wales', 'north-yorkshire', 'northamptonshire', 'northumbria', 'nottinghamshire', 'south-wales', 'south-yorkshire', 'staffordshire', 'suffolk', 'surrey', 'sussex', 'thames-valley', 'warwickshire', 'west-mercia', 'west-midlands', 'west-yorkshire', 'wiltshire']


PolicingBodies: TypeAlias = Literal['avon-and-somerset-pcc', 'bedfordshire-pcc', 'cambridgeshire-pcc', 'cheshire-pcc', 'city-of-london-common-council', 'cleveland-pcc', 'cumbria-pcc', 'cumbria-pfcc', 'derbyshire-pcc', 'devon-and-cornwall-pcc', 'dorset-pcc', 'durham-pcc', 'dyfed-powys-pcc', 'essex-pcc', 'essex-pfcc', 'gloucestershire-pcc', 'greater-manchester-pcc', 'greater-manchester-mayor', 'gwent-pcc', 'hampshire-pcc', 'hertfordshire-pcc', 'humberside-pcc', 'kent-pcc', 'lancashire-pcc', 'leicestershire-pcc', 'lincolnshire-pcc', 'merseyside-pcc', 'metropolitan-mopac', 'norfolk-pcc', 'north-wales-pcc', 'north-yorkshire-pcc', 'north-yorkshire-pfcc', 'north-yorkshire-mayor', 'northamptonshire-pcc', 'northamptonshire-pfcc', 'northumbria-pcc', 'nottinghamshire-pcc', 'south-wales-pcc', 'south-yorkshire-pcc', 'south-yorkshire-mayor', 'staffordshire-pcc', 'staffordshire-pfcc', 'suffolk-pcc', 'surrey-pcc', 'sussex-pcc', 'thames-valley-pcc', 'warwickshire-pcc', 'west-mercia-pcc', 'west-midlands-pcc', 'west-yorkshire-pcc', 'west-yorkshire-mayor', 'wiltshire-pcc']


Languages: TypeAlias = Literal['en', 'cy']


Stages: TypeAlias = Literal['holding', 'full', 'update', 'correction', 'not_stated']


Relations: TypeAlias = Literal['replaces', 'follows', 'refers_to']


InspectionTypes: TypeAlias = Literal['peel', 'national_thematic', 'joint_thematic', 'crime_data_integrity', 'custody_joint', 'child_protection', 'super_complaint', 'commissioned', 'commissioned_by_home_secretary', 'state_of_policing', 'revisit_letter', 'integrity_vetting_counter_corruption', 'letter', 'regional_serious_organised_crime', 'armed_policing', 'counter_terrorism']


Inspectorates1: TypeAlias = Literal['hmicfrs', 'hmic', 'hmip', 'hmcpsi', 'hmiprobation', 'cqc', 'ofsted', 'hiw', 'estyn', 'iopc', 'college_of_policing']


Applies: TypeAlias = Literal['inspected', 'national', 'not_visited', 'no_recommendation_for_forces']


FindingKinds: TypeAlias = Literal['recommendation', 'cause_of_concern', 'area_for_improvement', 'innovative_practice', 'promising_practice', 'observation']


Addressees1: TypeAlias = Literal['government', 'npcc', 'college_of_policing', 'cps', 'chief_officers', 'named_force', 'local_policing_bodies', 'other']


Acceptance: TypeAlias = Literal['accepted', 'accepted_in_part', 'not_accepted', 'noted', 'already_done', 'not_applicable', 'not_stated']


ProgressStatuses: TypeAlias = Literal['not_started', 'in_progress', 'reported_complete', 'verified_closed_by_inspectorate', 'superseded', 'not_to_be_actioned', 'unknown']


ProgressReporters: TypeAlias = Literal['force', 'policing_body', 'inspectorate']


CommentKinds: TypeAlias = Literal['policing_body', 'chief_officer', 'reply_to_chief_officer']


CommentForms: TypeAlias = Literal['own_text', 'quoted', 'reported_speech', 'appendix', 'joint_document', 'separate_document']


Recipients: TypeAlias = Literal['hmicfrs', 'home_secretary', 'own_website', 'chief_officer', 'police_and_crime_panel', 'other']


DocumentParts: TypeAlias = Literal['inspections', 'key_findings', 'chief_officer_comments', 'policing_body_comments', 'reply_to_chief_officer', 'recommendations', 'distribution', 'other']


SourceForms: TypeAlias = Literal['office_form', 'letter', 'statement', 'news_item', 'linked_file']


Origins: TypeAlias = Literal['document', 'record']


Grades1: TypeAlias = Literal['outstanding', 'good', 'adequate', 'requires_improvement', 'inadequate', 'narrative', 'not_graded', 'not_yet_graded']


GradeCycles: TypeAlias = Literal['peel_2014', 'peel_2015', 'peel_2016', 'peel_2017', 'peel_2018_19', 'peel_2021_22', 'peel_2023_25']


Attachments: TypeAlias = list[Attachment]


class RelatedResponse(TypedDict):
    id: Identifier
    relation: Relations


Inspectorates: TypeAlias = list[Inspectorates1]


ForcesCovered: TypeAlias = list[Forces]


class CountForOneAddressee(TypedDict):
    addressee: Addressees1
    count: Count


class Grade(TypedDict):
    cycle: NotRequired[GradeCycles]
    question: Words
    grade: Grades1


class SectionOfTheDocument(TypedDict):
    part: DocumentParts
    heading: NotRequired[Text]
    labels: NotRequired[Labels]
    text: NotRequired[Text]


class Comment(TypedDict):
    kind: CommentKinds
    author: NotRequired[Words]
    role: NotRequired[Words]
    date: NotRequired[Date]
    form: NotRequired[CommentForms]
    text: NotRequired[Text]
    attachment: NotRequired[Identifier]


SubParts: TypeAlias = list[SubPart]


Addressees: TypeAlias = list[Addressees1]


class Answer(TypedDict):
    acceptance: NotRequired[Acceptance]
    body_action: NotRequired[Text]
    force_action: NotRequired[Text]
    no_action_reason: NotRequired[Text]
    owner: NotRequired[Words]
    target_date: NotRequired[Date]


class ProgressEntry(TypedDict):
    date: Date
    status: ProgressStatuses
    note: NotRequired[Text]
    reported_by: NotRequired[ProgressReporters]
    evidence_url: NotRequired[WebAddress]
    revised_target_date: NotRequired[Date]


class DistributionEntry(TypedDict):
    recipient: Recipients
    name: NotRequired[Words]
    sent: Sent
    sent_on: NotRequired[Date]
    as_printed: NotRequired[Words]


class Source(TypedDict):
    origin: Origins
    form: NotRequired[SourceForms]
    url: NotRequired[WebAddress]
    archived_url: NotRequired[WebAddress]
    accessed_on: NotRequired[Day]
    file_name: NotRequired[Words]
    sha256: NotRequired[SHA256]
    publisher: NotRequired[Words]
    licence: NotRequired[Words]


RelatedResponses: TypeAlias = list[RelatedResponse]


Comments: TypeAlias = list[Comment]


Distribution: TypeAlias = list[DistributionEntry]


RecommendationsForEachAddressee: TypeAlias = list[CountForOneAddressee]


Grades: TypeAlias = list[Grade]


class ReportAnswered(TypedDict):
    id: Identifier
    title: Text
    published: NotRequired[Date]
    published_as_printed: NotRequired[Words]
    published_source: NotRequired[Words]
    type: NotRequired[InspectionTypes]
    type_as_printed: NotRequired[Words]
    inspectorates: NotRequired[Inspectorates]
    forces_covered: NotRequired[ForcesCovered]
    applies: NotRequired[Applies]
    inspected: NotRequired[Date]
    url: NotRequired[WebAddress]
    archived_url: NotRequired[WebAddress]
    key_findings: NotRequired[Text]
    recommendations_made: NotRequired[NumberOfRecommendationsInTheReport]
    recommendations_by_addressee: NotRequired[RecommendationsForEachAddressee]
    grades: NotRequired[Grades]


Sections: TypeAlias = list[SectionOfTheDocument]


class TheDocumentSOwnFrame(TypedDict):
    heading: NotRequired[Text]
    statutory_statement: NotRequired[Text]
    sections: NotRequired[Sections]


Progress: TypeAlias = list[ProgressEntry]


class RecommendationOrOtherFinding(TypedDict):
    number: NotRequired[Words]
    inspection: NotRequired[Identifier]
    kind: FindingKinds
    text: NotRequired[Text]
    parts: NotRequired[SubParts]
    addressees: NotRequired[Addressees]
    time_limit: NotRequired[Words]
    from_inspection: NotRequired[EarlierReport]
    theme: NotRequired[Words]
    answer: NotRequired[Answer]
    answered_with: NotRequired[Words]
    progress: NotRequired[Progress]


ReportsAnswered: TypeAlias = list[ReportAnswered]


RecommendationsAndOtherFindings: TypeAlias = list[RecommendationOrOtherFinding]


class ResponseToAPoliceInspectionReport(TypedDict):
    schema_version: Literal['1.0.0']
    id: Identifier
    index_record: NotRequired[Literal[True]]
    language: Languages
    title: Text
    force: Forces
    policing_body: PolicingBodies
    body_as_printed: NotRequired[Words]
    stage: Stages
    related: NotRequired[RelatedResponses]
    inspections: ReportsAnswered
    dates: NotRequired[DatesOfTheResponse]
    document: NotRequired[TheDocumentSOwnFrame]
    comments: NotRequired[Comments]
    recommendations: NotRequired[RecommendationsAndOtherFindings]
    distribution: NotRequired[Distribution]
    withdrawal: NotRequired[Withdrawal]
    attachments: NotRequired[Attachments]
    source: NotRequired[Source]
    note: NotRequired[Text]
