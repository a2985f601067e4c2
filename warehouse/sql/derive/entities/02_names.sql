-- grain: the temporary entity_common_given and entity_common_surnames, one row a word
-- key: word
-- reason: two articles that agree on a common name agree on little (Fellegi and Sunter 1969; Winkler 1989): of "Tom
-- Miller" there are thousands. Such names need more than themselves to be one person. The words are the most frequent
-- of the United States' census and birth registers (public domain), their short forms, and frequent ones elsewhere.

CREATE OR REPLACE TEMP TABLE entity_common_given AS
SELECT unnest(regexp_extract_all('
    aaron abby abdul abdullah abigail adam adrian ahmad ahmed al alan albert alberto alec alejandro alessandro
    alex alexander alexandra alexei alexis alf ali alicia alison allen allison alyssa amanda amber amy ana anders
    andre andrea andreas andrei andrew andy angel angela angelica anita ann anna anne annette anthony antoine
    anton antonio april arthur arun ashley audrey austin barbara barry ben benjamin bernard bernie bert beth
    bethany bill billy blake bob bobbie bobby bonnie brad bradley brandi brandon brandy brenda brendan brent brett
    brian brianna brittany brittney brooke bruce bryan bryce caitlin caleb calvin cameron carl carla carlos carmen
    carol caroline carolyn carrie casey cassandra catherine cathy chad charles chase chelsea chen cheryl chris
    christian christina christine christoph christopher christy chuck cindy claudio clayton clifford clinton clive
    cody cole colin colleen collin colton connie connor corey cory courtney craig crystal curtis cynthia dakota
    dale dalton dan dana daniel daniela danielle danny darrell darren darryl dave david dawn dean deanna debbie
    deborah debra denise dennis derek derrick devin devon diana diane dick diego dieter dillon dmitry dominic don
    donald donna doug douglas drew duane dustin dwayne dylan ed eddie eduardo edward edwin elena elijah elizabeth
    ellie emilio emily emma enrique eric erica erik erika erin ernest ethan eugene eva evan fatima felicia felipe
    fernando francesco francisco francois frank fred freddie frederic frederick gabe gabriel garrett gary gene
    geoff geoffrey george gerald gerry gina giovanni giuseppe glenn gloria graeme graham grant greg gregory
    guillermo haley hank hannah hans harold harriet harry hassan heather hector heidi henrik henry holly howard
    hugh hunter hussein ian ibrahim igor isaac isaiah ivan jack jackson jacob jacqueline jaime jake james jamie
    jan janet janice jared jasmine jason javier jay jean jeff jeffery jeffrey jen jenna jennifer jeremiah jeremy
    jermaine jerome jerry jesse jessica jesus jill jim jimmie jimmy joan joanna joanne joao jodi joe joel johan
    john johnathan johnny jon jonathan jonathon jordan jorge jose joseph joshua josie juan julia julian julie
    jurgen justin kaitlyn kara karen karim karl katelyn katherine kathleen kathryn kathy katie katrina kayla keith
    kelly kelsey ken kendra kenneth kevin kim kimberly kirsty klaus krista kristen kristin kristina kristopher
    krystal kurt kyle lance larry lars laura lauren laurie lawrence leah lee leo leonard leslie lewis liam linda
    lindsay lindsey lisa liz logan lori lou louis luca lucas lucy luigi luis luke lynn madison magnus mandy manuel
    marc marco marcus marek margaret maria mariam marie mario marissa mark martha martin martina marvin mary mason
    mathew matthew maurice max meg megan meghan mehmet melanie melinda melissa melvin michael michal micheal
    michele michelle mick mickey miguel mike mikhail miranda misty mitch mitchell mohamed mohammad mohammed molly
    monica monique morgan muhammad mustafa nancy natalia natalie natasha nate nathan nathaniel ned neil nicholas
    nick nicole nigel nikolai noah oleg olga olivia omar oscar pablo paige pam pamela paolo pat patricia patrick
    patty paul paula pavel pedro peggy pete peter petr phil philip philippe phillip pierre piotr rachel rafael
    rahul raj rajesh ralph ramon randall randy raul ray raymond rebecca rebekah regina reginald renee rhonda
    ricardo richard rick ricky rob robert roberto robin rodney roger roman ron ronald ronnie rory rosa rose rosie
    roy ruben russell ruth ryan sabrina said sally sam samantha samir samuel sandra sandy sanjay sara sarah scott
    sean sergei sergio seth shane shannon sharon shaun shawn sheila shelby shelly sherri sherry simon sofia sophie
    spencer stacey stacy stan stanley stefan stephanie stephen steve steven stu stuart sue suresh susan suzanne
    sven sydney tamara tammy tanner tanya tara taylor ted teresa terri terry theodore theresa thierry thomas
    tiffany tim timothy tina toby todd tom tomas tommy tony tonya tracey tracy travis trevor trish tristan troy
    tyler tyrone val valentina valerie vanessa veronica vic vicky victor victoria vijay viktor vincent virginia
    vladimir walter wanda wayne wendy wesley whitney will william willie wolfgang xavier yolanda yusuf zachary
', '\S+')) AS word;

CREATE OR REPLACE TEMP TABLE entity_common_surnames AS
SELECT unnest(regexp_extract_all('
    abbas abdullah acosta adams adkins aguilar ahmad ahmed akhtar alexander ali allen almeida alvarado alvarez
    alves anderson andrews armstrong arnold austin avila ayala aziz bailey baker baldwin ball banks barber barker
    barnes barnett barrett barton bates bauer beck becker bell bennett benson berry bianchi bishop black blair
    blake bowen bowers bowman boyd bradley brady brewer brooks brown bryant buchanan burgess burke burns burton
    bush butler byrd caldwell campbell campos cannon carlson carpenter carr carrillo carroll carter casey castillo
    castro chambers chan chandler chang chapman chavez chen choi chowdhury christensen clark clarke cobb cohen
    cole coleman collins conner contreras cook cooper cortez costa cox craig crawford cross cruz cummings
    cunningham curry curtis daniel daniels das davidson davies davis dawson day dean deleon delgado dennis dias
    diaz dixon dominguez douglas doyle dubois duncan dunn dupont duran durand edwards elliott ellis erickson
    espinoza estrada evans farmer ferguson fernandes fernandez ferrari ferreira fields figueroa fischer fisher
    fitzgerald fleming fletcher flores floyd flynn ford foster fowler fox francis frank franklin frazier freeman
    french fuller gallagher garcia gardner garner garrett garza george gibbs gibson gilbert gill glover gomes
    gomez gonzales gonzalez goodman goodwin gordon graham grant graves gray green greene gregory griffin griffith
    gross guerrero gupta gutierrez guzman hale hall hamilton hammond hampton hansen hanson hardy harmon harper
    harrington harris harrison hart hartman harvey hasan hassan hawkins hayes haynes henderson henry hernandez
    herrera hicks higgins hill hines hodges hoffman hogan holland holmes holt hopkins horton howard howell huang
    hubbard hudson hughes hunt hunter hussain hussein ibrahim ingram iqbal islam ivanov jackson jacobs james
    jansson jenkins jennings jensen jimenez johansson johnson johnston jones jordan joseph juarez kaya keller
    kelley kelly kennedy khan kim king klein knight kovacs kowalski kramer kumar kuznetsov lambert lane lang
    larson lawrence lawson le lee lefebvre leon leonard lewis li lin lindsey little liu lloyd logan long lopes
    lopez love lowe lucas luna lynch lyons macdonald mack maldonado malik malone mann manning marquez marsh
    marshall martin martinez martins mason matthews maxwell may mcbride mccarthy mccormick mccoy mcdaniel mcdonald
    mcgee mcguire mcintyre mckenzie mckinney mclaughlin medina meier mejia mendez mendoza meyer miles miller mills
    miranda mishra mitchell mohamed mohammed mohamud molina montgomery moody moore morales moran moreau morel
    moreno morgan morris morrison moss mueller muller mullins munoz murphy murray myers navarro neal nelson newman
    newton nguyen nichols nielsen norman norris norton novak nowak nunez o''brien o''connor o''donnell o''neill
    o''reilly o''sullivan obrien oconnor okafor oliveira oliver olson ortega ortiz osborne owen owens padilla page
    palmer park parker parks parsons patel patterson patton paul payne pearson pena pereira perez perkins perry
    peters peterson petit petrov pham phillips pierce pope popescu popov porter potter powell powers pratt price
    quinn rahman ramirez ramos ramsey ray reed rees reese reeves reid reyes reynolds rhodes ribeiro rice richards
    richardson richter riley rios rivera robbins roberts robertson robinson robles rodgers rodriguez rogers rojas
    romero rose ross rossi rowe ruiz russell russo ryan salazar salinas sanchez sanders sandoval santiago santos
    sato saunders schmidt schneider schroeder schultz schulz schwartz schwarz scott shah shaikh sharma sharp shaw
    shelton sherman siddiqui silva simmons simon simpson sims singh smirnov smith snyder solis soto sousa souza
    sparks spencer stanley steele stephens stevens stevenson stewart stone strickland sullivan sutton suzuki
    swanson tanaka tate taylor terry thomas thompson thornton todd torres townsend tran tucker turner tyler valdez
    vargas vasquez vaughn vazquez vega volkov wade wagner walker wallace walsh walters walton wang ward warner
    warren washington watanabe waters watkins watson watts weaver webb weber webster weiss welch wells west
    wheeler white williams williamson willis wilson wise wolf wolfe wong wood woods wright wu xu yadav yang yates
    yilmaz young zhang zhao zhou zimmerman
', '\S+')) AS word;

CREATE OR REPLACE TEMP MACRO is_common_name(given, surname) AS
    given IN (FROM entity_common_given) AND surname IN (FROM entity_common_surnames);

-- A name that opens with a particle is a surname ("van der Odell"), not somebody whose given name that is.
CREATE OR REPLACE TEMP MACRO is_particle(word) AS
    word IN ('al', 'el', 'von', 'van', 'de', 'del', 'della', 'der', 'di', 'da', 'dos', 'du', 'la', 'le', 'bin', 'ibn', 'ter', 'ten');
