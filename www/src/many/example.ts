//! A small table of the documented layout, with faults to find.

export const EXAMPLE_CSV = `id,relationshipName,relationshipType,sourceEntityId,destinationEntityId,customData
string,string,string,string,string,object
required,required,required,required,required,optional
B1-hasPart-F1,B1 hasPart F1,BRICK_0_4__hasPart_Location_Location,B1,F1,"{""floor"":1}"
B1-hasPart-F2,B1 hasPart F2,BRICK_0_4__hasPart_Location_Location,B1,F2,"{""floor"":2}"
B1-hasPart-F2,B1 hasPart F3,BRICK_0_4__hasPart_Location_Location,B1,F3,"{""floor"":3}"
F1-hasPart-R101,F1 hasPart R101,BRICK_0_4__hasPart_Location_Location,F1,R101,
F1-hasPart-R102,F1 hasPart R102,BRICK_0_4__hasPart_Location_Locaton,F1,R102,
F2-hasPart-R201,F2 hasPart R201,BRICK_0_4__hasPart_Location_Location,F2,,
AHU1-feeds-VAV1,AHU1 feeds VAV1,BRICK_0_4__feeds_Equipment_Equipment,AHU1,VAV1,
VAV1-feeds-R101,VAV1 feeds R101,BRICK_0_4__feeds_Equipment_Location,VAV1,R101,area 20
VAV1-hasPoint-T1,VAV1 hasPoint T1,BRICK_0_4__hasPoint_Equipment_Point,VAV1,T1,
VAV1-hasPoint-T1b,VAV1 hasPoint T1,BRICK_0_4__hasPoint_Equipment_Point,VAV1,T1,
`;
